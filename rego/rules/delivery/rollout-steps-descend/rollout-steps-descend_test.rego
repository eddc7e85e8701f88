package sluice.test["rollout-steps-descend"]

import data.sluice.fixture
import data.sluice.rules.delivery["rollout-steps-descend"] as rule

reported(steps) := {[item.at.path, item.message] | some item in report} if {
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "cart"},
		"spec": {"strategy": {"canary": {"steps": steps}}},
	}
	report := rule.report with input as fixture.repository([rollout])
}

test_rising_steps_pass if {
	reported([{"setWeight": 5}, {"pause": {}}, {"setWeight": 5}, {"setWeight": 50}]) == set()
	reported([]) == set()
}

test_a_step_back_is_told if {
	reported([{"setWeight": 50}, {"pause": {}}, {"setWeight": 20}, {"setWeight": 60}]) == {[
		["spec", "strategy", "canary", "steps", 2, "setWeight"],
		"a step of 20 % follows one of 50 %",
	]}
}

test_what_is_no_number_is_left_to_the_reader if reported([{"setWeight": "50"}, {"setWeight": 20}]) == set()
