package sluice.test["step-too-large"]

import data.sluice.fixture
import data.sluice.rules.walks["step-too-large"] as rule

before := [fixture.to("v1", 100), fixture.to("v2", 0)]

step(percent) := fixture.input_of(asked, asked, before) if {
	asked := [fixture.to("v1", 100 - percent), fixture.to("v2", percent)]
}

messages(one) := {item.message | some item in report} if {
	report := rule.report with input as one
}

test_a_small_step_passes if messages(step(25)) == set()

test_a_large_step if {
	messages(step(26)) == {
		"checkout.shop (subset v2) goes from 0 % to 26 % at once; 25 points are the most without a Rollout",
	}
}

test_the_place_is_the_weight if {
	some item in rule.report with input as step(100)
	item.at.path == ["spec", "http", 0, "route", 1, "weight"]
}

test_a_rollout_covers_it if messages(fixture.patched(step(100), "/mesh/rollouts", [fixture.rollout])) == set()

test_a_rollout_that_this_change_removes_covers_it_still if {
	messages(fixture.patched(step(100), "/previous/rollouts", [fixture.rollout])) == set()
}

test_a_walk_in_flight_is_no_step if messages(fixture.patched(step(100), "/inFlight", ["T"])) == set()

test_the_configuration_sets_the_points if {
	config := {"step-too-large": {"parameters": {"points": 10}}}
	count(messages(fixture.patched(step(11), "/config/rules", config))) == 1
	count(messages(fixture.patched(step(10), "/config/rules", config))) == 0
}

test_a_new_rule_is_no_step if messages(fixture.patched(step(100), "/previous/virtualHosts", [])) == set()

test_a_renamed_rule_is_the_same_rule if {
	renamed := fixture.patched(step(100), "/previous/virtualHosts/0/rules", [fixture.rule_of("U", before)])
	count(messages(renamed)) == 1
}

test_a_first_commit_has_no_steps if messages(fixture.patched(step(100), "/previous", null)) == set()

old_rules(rules) := fixture.patched(step(100), "/previous/virtualHosts/0/rules", rules)

matching(rule, path) := object.union(rule, {"matches": [{"path": {"kind": "prefix", "value": path}}]})

test_a_rule_with_other_matches_is_another_rule if {
	messages(old_rules([matching(fixture.rule_of("U", before), "/x")])) == set()
}

test_a_rule_of_another_host_is_another_rule if {
	one := fixture.patched(old_rules([fixture.rule_of("U", before)]), "/previous/virtualHosts/0/hosts", ["other"])
	messages(one) == set()
}

test_a_rule_that_is_still_there_was_not_renamed if {
	both := fixture.patched(
		old_rules([fixture.rule_of("U", before)]),
		"/mesh/virtualHosts/0/rules",
		[fixture.rule_of("T", [fixture.to("v2", 100)]), fixture.rule_of("U", before)],
	)
	messages(both) == set()
}

test_a_rule_has_the_hosts_of_its_own_object if {
	one := fixture.patched(old_rules([]), "/previous/virtualHosts/1", {
		"hosts": ["other"],
		"rules": [fixture.rule_of("U", before)],
	})
	messages(fixture.patched(one, "/previous/virtualHosts/0/rules", [matching(fixture.rule_of("V", []), "/v")])) == set()
}

test_a_rule_that_is_known_has_no_other_predecessor if {
	one := old_rules([
		fixture.rule_of("T", [fixture.to("v1", 0), fixture.to("v2", 100)]),
		fixture.rule_of("U", before),
	])
	messages(one) == set()
}
