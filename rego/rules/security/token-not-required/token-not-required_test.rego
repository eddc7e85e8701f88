package sluice.test["token-not-required"]

import data.sluice.fixture
import data.sluice.rules.security["token-not-required"] as rule

tokens := {
	"apiVersion": "security.istio.io/v1",
	"kind": "RequestAuthentication",
	"metadata": {"name": "people", "namespace": "shop"},
	"spec": {"jwtRules": [{"issuer": "i"}]},
}

policy(namespace, rules) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "AuthorizationPolicy",
	"metadata": {"name": "p", "namespace": namespace},
	"spec": {"rules": rules},
}

reported(bodies) := report if report := rule.report with input as fixture.repository(array.concat([tokens], bodies))

principal := [{"from": [{"source": {"requestPrincipals": ["*"]}}]}]

test_a_policy_that_asks_passes if {
	reported([policy("shop", principal)]) == set()
	reported([policy("istio-system", principal)]) == set()
	reported([policy("shop", [{"when": [{"key": "request.auth.claims[group]", "values": ["staff"]}]}])]) == set()
}

test_no_policy_that_asks_is_told if {
	every bodies in [[], [policy("pay", principal)], [policy("shop", [{"from": [{"source": {"namespaces": ["pay"]}}]}])]] {
		some item in reported(bodies)
		item.at == {"document": 0, "path": ["spec", "jwtRules"]}
	}
}
