package sluice.test["destination-redefined"]

import data.sluice.fixture
import data.sluice.rules.walks["destination-redefined"] as rule

settled := fixture.settled([fixture.to("v1", 80), fixture.to("v2", 20), fixture.to("v3", 0)])

relabelled(i) := fixture.patched(settled, sprintf("/mesh/services/0/subsets/%d/labels", [i]), {"version": "v9"})

covered(one) := fixture.patched(one, "/mesh/rollouts", [fixture.rollout])

severities(one) := {item.severity | some item in report} if {
	report := rule.report with input as one
}

test_nothing_changes if severities(settled) == set()

test_other_labels_move_traffic_unwatched if {
	severities(relabelled(0)) == {"warning"}
	severities(covered(relabelled(0))) == {"error"}
}

test_the_message_names_both if {
	some item in rule.report with input as relabelled(1)
	item.message == concat("", [
		`the subset v2 of checkout.shop selects {"version": "v9"} instead of {"version": "v2"}`,
		" while 20 % of T goes there",
	])
	item.at.path == ["spec", "subsets", 0, "labels"]
}

test_another_selector_moves_all if {
	one := fixture.patched(settled, "/mesh/services/0/selector", {"app": "other"})
	count(rule.report) == 2 with input as one
}

test_a_subset_without_traffic_is_free if severities(relabelled(2)) == set()

test_a_subset_that_gets_its_first_traffic_is_free if {
	one := fixture.patched(relabelled(1), "/previous/virtualHosts/0/rules/0/action/destinations", [fixture.to("v1", 100)])
	severities(one) == set()
}

test_a_new_definition_of_what_went_to_the_whole_host if {
	one := fixture.patched(settled, "/previous/services/0/subsets", [fixture.subset("v1")])
	some item in rule.report with input as one
	contains(item.message, `selects {"version": "v2"} instead of the whole host`)
}

test_a_subset_that_loses_all_its_traffic_is_free if {
	one := fixture.patched(relabelled(1), "/live/virtualHosts/0/rules/0/action/destinations", [
		fixture.to("v1", 100),
		fixture.to("v2", 0),
	])
	severities(one) == set()
}
