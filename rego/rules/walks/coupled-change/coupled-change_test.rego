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

limited(mesh) := fixture.patched(walk, sprintf("/%s/services", [mesh]), [object.union(fixture.service, {
	"policy": {"maxConnections": 5},
	"subsets": [object.union(fixture.subset("v1"), {"policy": {"maxConnections": 5}}), new_subset],
})])

new_subset := {"name": "v9", "labels": {"version": "v9"}, "policy": {"maxRequests": 1}}

test_weights_with_another_policy if {
	some item in rule.report with input as limited("mesh")
	contains(item.message, "besides the weights of T this changes its policy of checkout.shop")
}

test_a_policy_that_stays_passes if {
	both := fixture.patched(limited("mesh"), "/previous/services", limited("mesh").mesh.services)
	count(rule.report) == 0 with input as both
}

test_a_new_subset_is_no_other_policy if {
	one := fixture.patched(limited("previous"), "/mesh/services", [object.union(fixture.service, {
		"policy": {"maxConnections": 5},
		"subsets": [object.union(fixture.subset("v1"), {"policy": {"maxConnections": 5}})],
	})])
	count(rule.report) == 0 with input as one
}
