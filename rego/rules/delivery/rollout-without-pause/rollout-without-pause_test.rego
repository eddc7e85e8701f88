package sluice.test["rollout-without-pause"]

import data.sluice.fixture
import data.sluice.rules.delivery["rollout-without-pause"] as rule

reported(canary) := report if {
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "cart", "namespace": "shop"},
		"spec": {"strategy": {"canary": canary}},
	}
	report := rule.report with input as fixture.repository([rollout])
}

steps := [{"setWeight": 10}, {"setWeight": 50}]

test_a_pause_passes if {
	reported({"steps": array.concat(steps, [{"pause": {}}])}) == set()
	reported({"steps": array.concat(steps, [{"pause": null}])}) == set()
	reported({"steps": array.concat(steps, [{"analysis": {"templates": []}}])}) == set()
}

test_an_analysis_of_all_steps_passes if reported({"steps": steps, "analysis": {"templates": []}}) == set()

test_no_pause_is_told if {
	some item in reported({"steps": steps})
	item.at.path == ["spec", "strategy", "canary", "steps"]
	item.message == "the Rollout shop/cart goes through its steps at once"
}

test_no_steps_pass if {
	reported({}) == set()
	reported({"steps": []}) == set()
}
