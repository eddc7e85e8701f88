package sluice.test["traffic-target-without-rules"]

import data.sluice.fixture
import data.sluice.rules.delivery["traffic-target-without-rules"] as rule

reported(spec) := report if {
	target := {
		"apiVersion": "access.smi-spec.io/v1alpha3",
		"kind": "TrafficTarget",
		"metadata": {"name": "cart", "namespace": "shop"},
		"spec": spec,
	}
	report := rule.report with input as fixture.repository([target])
}

test_a_rule_passes if reported({"rules": [{"kind": "TCPRoute", "name": "cart"}]}) == set()

test_none_is_told if {
	some item in reported({"destination": {"kind": "ServiceAccount", "name": "cart"}})
	item.at.path == ["spec"]
	count(reported({"rules": []})) == 1
}
