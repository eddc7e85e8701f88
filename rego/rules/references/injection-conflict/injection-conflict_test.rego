package sluice.test["injection-conflict"]

import data.sluice.fixture
import data.sluice.rules.references["injection-conflict"] as rule

found(labels) := {item.at.path | some item in report} if {
	body := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": labels}}
	report := rule.report with input as fixture.repository([body])
}

test_one_label_passes if {
	found({"istio-injection": "disabled", "istio.io/rev": "stable"}) == set()
	found({}) == set()
	found({"istio-injection": "enabled"}) == set()
	found({"istio.io/rev": "stable"}) == set()
	found({"istio.io/dataplane-mode": "ambient"}) == set()
}

test_two_labels if {
	found({"istio-injection": "enabled", "istio.io/rev": "stable"}) == {["metadata", "labels", "istio.io/rev"]}
	found({"istio.io/rev": "stable", "istio.io/dataplane-mode": "ambient"}) == {["metadata", "labels", "istio.io/rev"]}
	found({"istio-injection": "yes"}) == {["metadata", "labels", "istio-injection"]}
	found({"istio-injection": "enabled", "istio.io/dataplane-mode": "ambient"}) == {[
		"metadata", "labels", "istio-injection",
	]}
}
