package sluice.test["rollout-one-service"]

import data.sluice.fixture
import data.sluice.rules.delivery["rollout-one-service"] as rule

reported(strategy) := {[item.at.path, item.message] | some item in report} if {
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "cart"},
		"spec": {"strategy": strategy},
	}
	report := rule.report with input as fixture.repository([rollout])
}

test_two_pass if {
	reported({"canary": {"stableService": "a", "canaryService": "b"}}) == set()
	reported({"canary": {}}) == set()
	reported({"blueGreen": {"activeService": "a"}}) == set()
}

test_one_is_told if {
	reported({"canary": {"stableService": "a", "canaryService": "a"}}) == {[
		["spec", "strategy", "canary", "canaryService"],
		"stableService and canaryService are both a",
	]}
	reported({"blueGreen": {"activeService": "a", "previewService": "a"}}) == {[
		["spec", "strategy", "blueGreen", "previewService"],
		"activeService and previewService are both a",
	]}
}
