package sluice.test["envoy-filter"]

import data.sluice.fixture
import data.sluice.rules.security["envoy-filter"] as rule

object_of(kind) := {"apiVersion": "networking.istio.io/v1alpha3", "kind": kind, "metadata": {"name": "patch"}, "spec": {}}

test_it_is_told if {
	some item in rule.report with input as fixture.repository([object_of("EnvoyFilter")])
	item.at.path == ["kind"]
}

test_other_kinds_pass if count(rule.report) == 0 with input as fixture.repository([object_of("Sidecar")])
