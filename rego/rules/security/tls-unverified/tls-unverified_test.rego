package sluice.test["tls-unverified"]

import data.sluice.fixture
import data.sluice.rules.security["tls-unverified"] as rule

paths_of(tls) := {item.at.path | some item in report} if {
	destination := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "bank"},
		"spec": {"host": "bank.example.com", "trafficPolicy": {"tls": tls}},
	}
	report := rule.report with input as fixture.repository([destination])
}

test_a_ca_passes if {
	paths_of({"mode": "SIMPLE", "caCertificates": "system"}) == set()
	paths_of({"mode": "MUTUAL", "credentialName": "bank"}) == set()
	paths_of({"mode": "ISTIO_MUTUAL"}) == set()
}

test_no_ca_is_told if {
	paths_of({"mode": "SIMPLE"}) == {["spec", "trafficPolicy", "tls"]}
	paths_of({"mode": "MUTUAL", "clientCertificate": "a", "privateKey": "b"}) == {["spec", "trafficPolicy", "tls"]}
}

test_any_certificate_is_told_once if {
	paths_of({"mode": "SIMPLE", "insecureSkipVerify": true}) == {["spec", "trafficPolicy", "tls", "insecureSkipVerify"]}
}
