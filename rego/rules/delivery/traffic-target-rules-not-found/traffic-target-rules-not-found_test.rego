package sluice.test["traffic-target-rules-not-found"]

import data.sluice.fixture
import data.sluice.rules.delivery["traffic-target-rules-not-found"] as rule

target(rules) := {
	"apiVersion": "access.smi-spec.io/v1alpha3",
	"kind": "TrafficTarget",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"rules": rules},
}

group(namespace) := {
	"apiVersion": "specs.smi-spec.io/v1alpha4",
	"kind": "HTTPRouteGroup",
	"metadata": {"name": "cart", "namespace": namespace},
	"spec": {"matches": [{"name": "reads"}, {"name": "writes"}]},
}

reported(rules, bodies) := {[item.at.path, item.message] | some item in report} if {
	report := rule.report with input as fixture.repository(array.concat([target(rules)], bodies))
}

reads := {"kind": "HTTPRouteGroup", "name": "cart", "matches": ["reads"]}

test_a_group_and_its_match_pass if {
	reported([reads], [group("shop")]) == set()
	reported([{"kind": "HTTPRouteGroup", "name": "cart"}], [group("shop")]) == set()
}

test_no_such_group_is_told if {
	reported([reads], [group("pay")]) == {[["spec", "rules", 0, "name"], "there is no HTTPRouteGroup shop/cart"]}
	reported([{"kind": "TCPRoute", "name": "cart"}], [group("shop")]) == {[
		["spec", "rules", 0, "name"],
		"there is no TCPRoute shop/cart",
	]}
}

test_no_such_match_is_told if {
	reported([object.union(reads, {"matches": ["reads", "deletes"]})], [group("shop")]) == {[
		["spec", "rules", 0, "matches", 1],
		"the HTTPRouteGroup shop/cart has no match deletes",
	]}
}
