package sluice.test["source-needs-mtls"]

import data.sluice.fixture
import data.sluice.rules.security["source-needs-mtls"] as rule

policy(source) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "AuthorizationPolicy",
	"metadata": {"name": "p", "namespace": "shop"},
	"spec": {"rules": [{"from": [{"source": source}]}]},
}

peer(mode) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "PeerAuthentication",
	"metadata": {"name": "default", "namespace": "shop"},
	"spec": {"mtls": {"mode": mode}},
}

reported(source, mode) := report if {
	report := rule.report with input as fixture.repository([policy(source), peer(mode)])
}

test_with_mtls_it_passes if reported({"namespaces": ["pay"]}, "STRICT") == set()

test_without_it_nobody_has_a_name if {
	some item in reported({"namespaces": ["pay"]}, "DISABLE")
	item.at == {"document": 0, "path": ["spec", "rules", 0, "from", 0, "source", "namespaces"]}
}

test_addresses_and_tokens_pass if {
	reported({"ipBlocks": ["10.0.0.0/8"], "requestPrincipals": ["*"]}, "DISABLE") == set()
}
