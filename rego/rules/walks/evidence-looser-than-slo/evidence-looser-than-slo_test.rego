package sluice.test["evidence-looser-than-slo"]

import data.sluice.fixture
import data.sluice.rules.walks["evidence-looser-than-slo"] as rule

errors := {"kind": "errors", "protocol": "http"}

messages(max, sli) := {item.message | some item in report} if {
	evidence := [
		{"kind": "ratio", "key": "errors", "sli": sli, "max": max},
		{"kind": "burn", "slo": "shop/checkout", "sli": errors, "objective": 0.999},
	]
	one := {"mesh": {"rollouts": [object.union(fixture.rollout, {"evidence": evidence})]}}
	report := rule.report with input as one
}

test_up_to_ten_times_passes if messages(0.0099, errors) == set()

test_looser_is_told if {
	messages(0.02, errors) == {"errors may be up to 2 % before it counts as bad; the SLO shop/checkout lets 0.1 % fail"}
}

test_another_sli_is_another_matter if messages(0.05, {"kind": "latency", "thresholdMs": 300}) == set()
