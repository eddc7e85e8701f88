package sluice.test["gateway-not-found"]

import data.sluice.fixture
import data.sluice.rules.references["gateway-not-found"] as rule

gateway := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "front", "namespace": "shop"},
	"spec": {},
}

bound_to(gateways) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": "front", "namespace": "shop"},
	"spec": {"gateways": gateways},
}

found(bodies) := {[item.at.path, item.severity] | some item in report} if {
	report := rule.report with input as fixture.repository(bodies)
}

test_a_gateway_that_is_there_passes if {
	found([gateway, bound_to(["front"])]) == set()
	found([gateway, bound_to(["mesh", "shop/front"])]) == set()
	found([gateway, bound_to(["front.shop.svc.cluster.local"])]) == set()
	found([bound_to(["mesh"])]) == set()
}

test_a_gateway_that_is_not_there if {
	found([gateway, bound_to(["mesh", "backdoor"])]) == {[["spec", "gateways", 1], "error"]}
	found([gateway, bound_to(["pay/front"])]) == {[["spec", "gateways", 0], "info"]}
}

test_where_the_repository_has_no_gateway_it_may_be_elsewhere if {
	found([bound_to(["front"])]) == {[["spec", "gateways", 0], "warning"]}
}
