package sluice.test["listener-not-found"]

import data.sluice.fixture
import data.sluice.rules["gateway-api"]["listener-not-found"] as rule

gateway := {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "edge", "namespace": "shop"},
	"spec": {"listeners": [{"name": "http", "port": 80}, {"name": "https", "port": 443}]},
}

found(parent) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind": "HTTPRoute",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"parentRefs": [parent]},
	}
	report := rule.report with input as fixture.repository([gateway, body])
}

test_a_listener_that_is_there_passes if {
	found({"name": "edge"}) == set()
	found({"name": "edge", "sectionName": "https"}) == set()
	found({"name": "edge", "sectionName": "https", "port": 443}) == set()
}

test_a_listener_that_is_not_there if {
	found({"name": "edge", "sectionName": "htps"}) == {["spec", "parentRefs", 0, "sectionName"]}
	found({"name": "edge", "port": 8443}) == {["spec", "parentRefs", 0, "port"]}
	found({"name": "edge", "sectionName": "https", "port": 80}) == {["spec", "parentRefs", 0, "port"]}
}

test_of_a_gateway_that_is_elsewhere_nothing_is_said if found({"name": "other", "sectionName": "x"}) == set()
