package sluice.test["coupled-change"]

import data.sluice.fixture
import data.sluice.rules.walks["coupled-change"] as rule

before := [fixture.to("v1", 100), fixture.to("v2", 0)]

asked := [fixture.to("v1", 0), fixture.to("v2", 100)]

walk := fixture.patched(fixture.input_of(asked, before, before), "/mesh/rollouts", [fixture.rollout])

action := "/mesh/virtualHosts/0/rules/0/action"

test_weights_alone_pass if count(rule.report) == 0 with input as walk

test_weights_with_a_timeout if {
	some item in rule.report with input as fixture.patched(walk, concat("", [action, "/timeoutMs"]), 500)
	contains(item.message, "besides the weights of T this changes its timeoutMs")
}

test_weights_with_another_match if {
	one := fixture.patched(walk, "/mesh/virtualHosts/0/rules/0/matches", [{"method": {"kind": "exact", "value": "GET"}}])
	some item in rule.report with input as one
	contains(item.message, "changes its match")
}

test_a_timeout_alone_passes if {
	same := fixture.patched(walk, concat("", [action, "/destinations"]), before)
	count(rule.report) == 0 with input as fixture.patched(same, concat("", [action, "/timeoutMs"]), 500)
}

test_without_a_rollout_nothing_is_walked if {
	one := fixture.patched(fixture.patched(walk, "/mesh/rollouts", []), concat("", [action, "/timeoutMs"]), 500)
	count(rule.report) == 0 with input as one
}
