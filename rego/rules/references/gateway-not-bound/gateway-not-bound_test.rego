package sluice.test["gateway-not-bound"]

import data.sluice.fixture
import data.sluice.rules.references["gateway-not-bound"] as rule

found(spec, gateways) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "front", "namespace": "shop"},
		"spec": object.union(spec, {"http": [{"match": [{}, {"gateways": gateways}]}]}),
	}
	report := rule.report with input as fixture.repository([body])
}

test_a_gateway_that_is_bound_passes if {
	found({"gateways": ["front"]}, ["front"]) == set()
	found({"gateways": ["front"]}, ["shop/front"]) == set()
	found({}, ["mesh"]) == set()
}

test_a_gateway_that_is_not_bound if {
	found({"gateways": ["front"]}, ["front", "other"]) == {["spec", "http", 0, "match", 1, "gateways", 1]}
	found({"gateways": ["front"]}, ["mesh"]) == {["spec", "http", 0, "match", 1, "gateways", 0]}
	found({}, ["front"]) == {["spec", "http", 0, "match", 1, "gateways", 0]}
}
