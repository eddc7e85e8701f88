package sluice.test["weak-tls"]

import data.sluice.fixture
import data.sluice.rules.security["weak-tls"] as rule

reported(tls) := {[item.at.path, item.message] | some item in report} if {
	gateway := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "Gateway",
		"metadata": {"name": "front", "namespace": "shop"},
		"spec": {"servers": [{"port": {"number": 443, "protocol": "HTTPS"}, "hosts": ["a.example.com"], "tls": tls}]},
	}
	report := rule.report with input as fixture.repository([gateway])
}

test_tls_of_today_passes if {
	reported({"mode": "SIMPLE"}) == set()
	reported({"minProtocolVersion": "TLSV1_2", "cipherSuites": ["ECDHE-RSA-AES128-GCM-SHA256"]}) == set()
	reported({"minProtocolVersion": "TLS_AUTO"}) == set()
}

test_an_old_one_is_told if {
	reported({"minProtocolVersion": "TLSV1_0"}) == {[
		["spec", "servers", 0, "tls", "minProtocolVersion"],
		"the Gateway shop/front takes TLS 1.0",
	]}
	count(reported({"maxProtocolVersion": "TLSV1_1"})) == 1
}

test_a_broken_cipher_is_told_once if {
	reported({"cipherSuites": ["ECDHE-RSA-AES128-GCM-SHA256", "EXP-RC4-MD5"]}) == {[
		["spec", "servers", 0, "tls", "cipherSuites", 1],
		"the cipher EXP-RC4-MD5 protects nothing",
	]}
}
