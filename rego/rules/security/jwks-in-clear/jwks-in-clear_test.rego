package sluice.test["jwks-in-clear"]

import data.sluice.fixture
import data.sluice.rules.security["jwks-in-clear"] as rule

reported(uri) := {[item.at.path, item.severity] | some item in report} if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "RequestAuthentication",
		"metadata": {"name": "people"},
		"spec": {"jwtRules": [{"issuer": "i", "jwks": "{}"}, {"issuer": "j", "jwksUri": uri}]},
	}
	home := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "id"}}
	report := rule.report with input as fixture.repository([policy, home])
}

at := ["spec", "jwtRules", 1, "jwksUri"]

test_https_passes if reported("https://id.example.com/keys") == set()

test_http_from_outside_is_an_error if {
	every uri in ["http://id.example.com/keys", "HTTP://user@id.example.com:8080?a", "http://example.com"] {
		reported(uri) == {[at, "error"]}
	}
}

test_http_inside_is_a_warning if {
	every uri in [
		"http://keycloak/keys", "http://keycloak.id/keys", "http://keycloak.id.svc:8080/keys",
		"http://keycloak.id.svc.cluster.local", "http://127.0.0.1/keys", "http://10.1.2.3:80/keys",
	] {
		reported(uri) == {[at, "warning"]}
	}
}

test_what_is_no_text_is_left_to_the_reader if reported(7) == set()
