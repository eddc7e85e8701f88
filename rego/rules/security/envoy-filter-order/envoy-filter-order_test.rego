package sluice.test["envoy-filter-order"]

import data.sluice.fixture
import data.sluice.rules.security["envoy-filter-order"] as rule

reported(more, operation, part) := report if {
	filter := {
		"apiVersion": "networking.istio.io/v1alpha3",
		"kind": "EnvoyFilter",
		"metadata": {"name": "patch"},
		"spec": object.union(more, {"configPatches": [{"applyTo": part, "patch": {"operation": operation}}]}),
	}
	report := rule.report with input as fixture.repository([filter])
}

test_what_stands_by_itself_passes if {
	reported({}, "INSERT_FIRST", "HTTP_FILTER") == set()
	reported({}, "MERGE", "CLUSTER") == set()
}

test_a_priority_passes if reported({"priority": 10}, "INSERT_BEFORE", "HTTP_FILTER") == set()

test_without_one_it_is_told if {
	some item in reported({}, "INSERT_BEFORE", "HTTP_FILTER")
	item.at.path == ["spec", "configPatches", 0, "patch", "operation"]
	count(reported({"priority": 0}, "REMOVE", "CLUSTER")) == 1
	count(reported({}, "REPLACE", "HTTP_FILTER")) == 1
}

test_what_is_ignored_is_another_rules_business if {
	reported({}, "REMOVE", "HTTP_ROUTE") == set()
	reported({}, "REPLACE", "CLUSTER") == set()
}
