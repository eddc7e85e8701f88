package sluice.test["private-key-in-jwks"]

import data.sluice.fixture
import data.sluice.rules.security["private-key-in-jwks"] as rule

reported(jwks) := report if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "RequestAuthentication",
		"metadata": {"name": "people"},
		"spec": {"jwtRules": [{"issuer": "id", "jwks": jwks}]},
	}
	report := rule.report with input as fixture.repository([policy])
}

test_a_public_key_passes if reported(`{"keys": [{"e": "AQAB", "kid": "d", "kty": "RSA", "n": "xAE7"}]}`) == set()

test_a_private_key_is_told if {
	some item in reported(`{"keys": [{"d": "c2VjcmV0", "e": "AQAB", "kty": "RSA", "n": "xAE7"}]}`)
	item.at.path == ["spec", "jwtRules", 0, "jwks"]
	item.message == "the keys of the issuer id hold a private one"
}

test_so_is_a_shared_secret if count(reported(`{"keys": [{"k": "c2VjcmV0", "kty": "oct"}]}`)) == 1
