package sluice.test["canary-steps-invalid"]

import data.sluice.fixture
import data.sluice.rules.delivery["canary-steps-invalid"] as rule

reported(analysis) := {[item.at.path, item.message] | some item in report} if {
	canary := {
		"apiVersion": "flagger.app/v1beta1",
		"kind": "Canary",
		"metadata": {"name": "cart", "namespace": "shop"},
		"spec": {"analysis": analysis},
	}
	report := rule.report with input as fixture.repository([canary])
}

test_each_way_passes if {
	reported({"stepWeight": 10, "maxWeight": 50}) == set()
	reported({"stepWeight": 50, "maxWeight": 50}) == set()
	reported({"stepWeights": [1, 5, 50]}) == set()
	reported({"iterations": 10}) == set()
}

test_a_step_beyond_the_end if {
	reported({"stepWeight": 80, "maxWeight": 50}) == {[
		["spec", "analysis", "stepWeight"],
		"the first step of 80 % goes beyond maxWeight, which is 50 %",
	]}
}

test_iterations_and_weights if {
	reported({"iterations": 10, "stepWeight": 10, "maxWeight": 50}) == {[
		["spec", "analysis", "iterations"],
		"with iterations no weight is moved, so that has no effect: stepWeight, maxWeight",
	]}
}

test_two_kinds_of_steps if {
	reported({"stepWeight": 10, "stepWeights": [1, 5]}) == {[
		["spec", "analysis", "stepWeights"],
		"beside a stepWeight these have no effect",
	]}
}

test_steps_that_fall if {
	reported({"stepWeights": [10, 5, 50]}) == {[
		["spec", "analysis", "stepWeights", 1],
		"a step of 5 % follows one of 10 %",
	]}
}

test_no_steps_at_all if {
	reported({"interval": "1m"}) == {[
		["spec", "analysis"],
		"neither steps nor iterations are given, so no traffic is moved",
	]}
}

test_what_is_no_number_is_left_to_the_reader if {
	reported({"stepWeight": "80", "maxWeight": 50}) == set()
	reported({"stepWeights": [10, "5"], "iterations": "no"}) == set()
}
