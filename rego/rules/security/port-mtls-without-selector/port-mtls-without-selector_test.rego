package sluice.test["port-mtls-without-selector"]

import data.sluice.fixture
import data.sluice.rules.security["port-mtls-without-selector"] as rule

reported(spec) := report if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "PeerAuthentication",
		"metadata": {"name": "default", "namespace": "shop"},
		"spec": spec,
	}
	report := rule.report with input as fixture.repository([policy])
}

ports := {"portLevelMtls": {"9090": {"mode": "DISABLE"}}}

test_with_a_selector_it_passes if {
	reported(object.union(ports, {"selector": {"matchLabels": {"app": "a"}}})) == set()
}

test_without_one_it_has_no_effect if {
	some item in reported(ports)
	item.at.path == ["spec", "portLevelMtls"]
}

test_without_ports_it_passes if {
	reported({"mtls": {"mode": "STRICT"}}) == set()
	reported({"portLevelMtls": {}}) == set()
}
