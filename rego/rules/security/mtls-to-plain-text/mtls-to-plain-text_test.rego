package sluice.test["mtls-to-plain-text"]

import data.sluice.fixture
import data.sluice.rules.security["mtls-to-plain-text"] as rule

destination := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "DestinationRule",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"host": "cart", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}}},
}

peer(mode) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "PeerAuthentication",
	"metadata": {"name": "default", "namespace": "shop"},
	"spec": {"mtls": {"mode": mode}},
}

test_mtls_to_mtls_passes if {
	count(rule.report) == 0 with input as fixture.repository([destination, peer("STRICT")])
	count(rule.report) == 0 with input as fixture.repository([destination])
}

test_mtls_to_plain_text_is_told if {
	some item in rule.report with input as fixture.repository([destination, peer("DISABLE")])
	item.at == {"document": 0, "path": ["spec", "trafficPolicy", "tls", "mode"]}
	item.message == "clients of cart speak mTLS, and the namespace shop takes plain text only"
}
