package sluice.test["traffic-target-without-sources"]

import data.sluice.fixture
import data.sluice.rules.delivery["traffic-target-without-sources"] as rule

reported(spec) := report if {
	target := {
		"apiVersion": "access.smi-spec.io/v1alpha3",
		"kind": "TrafficTarget",
		"metadata": {"name": "cart", "namespace": "shop"},
		"spec": spec,
	}
	report := rule.report with input as fixture.repository([target])
}

test_a_caller_passes if reported({"sources": [{"kind": "ServiceAccount", "name": "cart"}]}) == set()

test_none_is_told if {
	some item in reported({"rules": []})
	item.at.path == ["spec"]
	count(reported({"sources": []})) == 1
}
