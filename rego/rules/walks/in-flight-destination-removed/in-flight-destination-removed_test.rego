package sluice.test["in-flight-destination-removed"]

import data.sluice.fixture
import data.sluice.rules.walks["in-flight-destination-removed"] as rule

walking := object.union(
	fixture.input_of(
		[fixture.to("v1", 0), fixture.to("v2", 100)],
		[fixture.to("v1", 80), fixture.to("v2", 20)],
		[fixture.to("v1", 80), fixture.to("v2", 20)],
	),
	{"inFlight": ["T"]},
)

messages(one) := {item.message | some item in report} if {
	report := rule.report with input as one
}

test_a_whole_walk_passes if messages(walking) == set()

test_its_service_is_removed if {
	"the walk of T gives 80 % to checkout.shop (subset v1), but no Service has the host checkout.shop" in messages(fixture.patched(walking, "/mesh/services", []))
}

test_its_subset_is_removed if {
	messages(fixture.patched(walking, "/mesh/services/0/subsets", [fixture.subset("v2")])) == {
		"the walk of T gives 80 % to checkout.shop (subset v1), but its subset v1 is removed",
	}
}

test_its_endpoints_are_removed if {
	messages(fixture.patched(walking, "/mesh/services/0/endpoints", [fixture.endpoint("v1")])) == {
		"the walk of T gives 20 % to checkout.shop (subset v2), but it has no endpoints",
	}
}

test_the_place_is_the_rule_that_is_asked_for if {
	some item in rule.report with input as fixture.patched(walking, "/mesh/services", [])
	item.at == {"document": 0, "path": ["spec", "http", 0]}
}

test_settled_rules_are_not_its_business if {
	messages(fixture.patched(fixture.patched(walking, "/inFlight", []), "/mesh/services", [])) == set()
}

test_a_rule_that_is_gone_has_no_place if {
	gone := fixture.patched(fixture.patched(walking, "/mesh/virtualHosts", []), "/mesh/services", [])
	elsewhere := fixture.patched(gone, "/live/virtualHosts/0/rules/0/source/position", -1)
	items := rule.report with input as elsewhere
	{item.at | some item in items} == {null}
}

test_what_the_walk_gives_nothing_may_go if {
	one := fixture.patched(walking, "/live/virtualHosts/0/rules/0/action/destinations", [
		fixture.to("v1", 0),
		fixture.to("v2", 100),
	])
	messages(fixture.patched(one, "/mesh/services/0/endpoints", [fixture.endpoint("v2")])) == set()
}

test_a_removed_subset_is_told_once if {
	strict := fixture.patched(walking, "/config/undefinedSubset", "none")
	count(messages(fixture.patched(strict, "/mesh/services/0/subsets", [fixture.subset("v2")]))) == 1
}

test_a_port_and_a_subset_are_removed_at_once if {
	no_port := fixture.patched(walking, "/mesh/services/0/ports", [{"port": 81}])
	messages(fixture.patched(no_port, "/mesh/services/0/subsets", [fixture.subset("v2")])) == {
		"the walk of T gives 80 % to checkout.shop (subset v1), but the Service checkout.shop has no port 80; it has 81",
		"the walk of T gives 20 % to checkout.shop (subset v2), but the Service checkout.shop has no port 80; it has 81",
	}
}
