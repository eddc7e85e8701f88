package sluice.test["destination-twice"]

import data.sluice.fixture
import data.sluice.rules.routing["destination-twice"] as rule

found(route) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"http": [{"route": route}]},
	}
	report := rule.report with input as fixture.repository([body])
}

to(host, subset) := {"destination": {"host": host, "subset": subset}, "weight": 50}

test_destinations_apart_pass if found([to("cart", "v1"), to("cart", "v2"), to("mail", "v1")]) == set()

test_one_twice if {
	found([to("cart", "v1"), to("cart.shop.svc.cluster.local", "v1")]) == {[
		"spec", "http", 0, "route", 1, "destination",
	]}
}

test_with_headers_of_its_own_it_is_another if {
	found([to("cart", "v1"), object.union(to("cart", "v1"), {"headers": {}})]) == set()
}
