package sluice.test["canary-threshold-zero"]

import data.sluice.fixture
import data.sluice.rules.delivery["canary-threshold-zero"] as rule

reported(analysis) := report if {
	canary := {
		"apiVersion": "flagger.app/v1beta1",
		"kind": "Canary",
		"metadata": {"name": "cart"},
		"spec": {"analysis": analysis},
	}
	report := rule.report with input as fixture.repository([canary])
}

test_a_threshold_passes if {
	reported({"threshold": 1}) == set()
	reported({}) == set()
}

test_0_is_told if {
	some item in reported({"threshold": 0})
	item.at.path == ["spec", "analysis", "threshold"]
}
