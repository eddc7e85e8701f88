package sluice.test["mtls-not-strict"]

import data.sluice.fixture
import data.sluice.rules.security["mtls-not-strict"] as rule

reported(spec) := report if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "PeerAuthentication",
		"metadata": {"name": "default", "namespace": "shop"},
		"spec": spec,
	}
	report := rule.report with input as fixture.repository([policy])
}

test_strict_passes if {
	reported({"mtls": {"mode": "STRICT"}, "portLevelMtls": {"8080": {"mode": "STRICT"}}}) == set()
	reported({}) == set()
	reported({"mtls": {"mode": "UNSET"}}) == set()
}

test_plain_text_is_told if {
	some item in reported({"mtls": {"mode": "PERMISSIVE"}})
	item.at.path == ["spec", "mtls", "mode"]
	item.message == "the policy shop/default takes plain text as well as mTLS"
}

test_no_mtls_is_told if {
	some item in reported({"mtls": {"mode": "DISABLE"}})
	item.message == "the policy shop/default takes plain text only"
}

test_a_port_is_a_hint if {
	some item in reported({"mtls": {"mode": "STRICT"}, "portLevelMtls": {"9090": {"mode": "DISABLE"}}})
	item.at.path == ["spec", "portLevelMtls", "9090", "mode"]
	item.severity == "info"
}
