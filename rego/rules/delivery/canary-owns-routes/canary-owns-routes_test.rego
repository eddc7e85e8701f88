package sluice.test["canary-owns-routes"]

import data.sluice.fixture
import data.sluice.rules.delivery["canary-owns-routes"] as rule

canary(spec) := {
	"apiVersion": "flagger.app/v1beta1",
	"kind": "Canary",
	"metadata": {"name": "walk", "namespace": "shop"},
	"spec": object.union({"targetRef": {"kind": "Deployment", "name": "cart"}}, spec),
}

routes(namespace, name) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": name, "namespace": namespace},
}

reported(bodies) := report if report := rule.report with input as fixture.repository(bodies)

test_routes_of_another_name_pass if {
	reported([canary({}), routes("shop", "front"), routes("pay", "cart")]) == set()
	reported([canary({"service": {"name": "basket"}}), routes("shop", "cart")]) == set()
}

test_routes_of_its_own_are_told if {
	some item in reported([canary({}), routes("shop", "cart")])
	item.at == {"document": 1, "path": ["metadata", "name"]}
	item.message == "the Canary shop/walk writes this VirtualService itself"
	count(reported([canary({"service": {"name": "basket"}}), routes("shop", "basket")])) == 1
}

test_another_provider_writes_none if {
	reported([canary({"provider": "nginx"}), routes("shop", "cart")]) == set()
}
