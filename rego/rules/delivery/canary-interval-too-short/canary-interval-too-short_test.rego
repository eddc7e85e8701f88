package sluice.test["canary-interval-too-short"]

import data.sluice.fixture
import data.sluice.rules.delivery["canary-interval-too-short"] as rule

reported(interval) := report if {
	canary := {
		"apiVersion": "flagger.app/v1beta1",
		"kind": "Canary",
		"metadata": {"name": "cart"},
		"spec": {"analysis": {"interval": interval}},
	}
	report := rule.report with input as fixture.repository([canary])
}

test_long_enough_passes if {
	every interval in ["10s", "1m", "1m5s", "90s", 5] { reported(interval) == set() }
}

test_too_short_is_told if {
	some item in reported("5s")
	item.at.path == ["spec", "analysis", "interval"]
	item.message == "the interval of 5s is taken for 10s"
	count(reported("500ms")) == 1
	count(reported("1.5s")) == 1
}
