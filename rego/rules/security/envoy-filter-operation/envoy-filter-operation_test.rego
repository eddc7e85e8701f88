package sluice.test["envoy-filter-operation"]

import data.sluice.fixture
import data.sluice.rules.security["envoy-filter-operation"] as rule

reported(operation, part) := report if {
	filter := {
		"apiVersion": "networking.istio.io/v1alpha3",
		"kind": "EnvoyFilter",
		"metadata": {"name": "patch"},
		"spec": {"configPatches": [{"applyTo": part, "patch": {"operation": operation}}]},
	}
	report := rule.report with input as fixture.repository([filter])
}

test_what_is_applied_passes if {
	reported("MERGE", "HTTP_ROUTE") == set()
	reported("ADD", "CLUSTER") == set()
	reported("REMOVE", "CLUSTER") == set()
	reported("REPLACE", "HTTP_FILTER") == set()
}

test_what_is_ignored_is_told if {
	some item in reported("ADD", "HTTP_ROUTE")
	item.at.path == ["spec", "configPatches", 0, "patch", "operation"]
	item.message == "ADD is ignored for HTTP_ROUTE"
	count(reported("REMOVE", "ROUTE_CONFIGURATION")) == 1
	count(reported("REPLACE", "CLUSTER")) == 1
}
