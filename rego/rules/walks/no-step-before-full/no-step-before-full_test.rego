package sluice.test["no-step-before-full"]

import data.sluice.fixture
import data.sluice.rules.walks["no-step-before-full"] as rule

severities(weights) := {object.get(item, "severity", "warning") | some item in report} if {
	steps := [{"weight": weight * 10000} | some weight in weights]
	one := {"mesh": {"rollouts": [object.union(fixture.rollout, {"steps": steps})]}}
	report := rule.report with input as one
}

test_90_percent_before_the_end_passes if severities([5, 50, 90, 100]) == set()

test_no_judged_step_at_all if severities([100]) == {"warning"}

test_a_large_unjudged_rest_is_told if severities([5, 50, 100]) == {"info"}
