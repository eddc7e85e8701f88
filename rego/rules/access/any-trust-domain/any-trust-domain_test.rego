package sluice.test["any-trust-domain"]

import data.sluice.fixture
import data.sluice.rules.access["any-trust-domain"] as rule

reported(action, principals) := report if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "p", "namespace": "shop"},
		"spec": {"action": action, "rules": [{"from": [{"source": {"principals": principals}}]}]},
	}
	report := rule.report with input as fixture.repository([policy])
}

test_a_trust_domain_passes if reported("ALLOW", ["cluster.local/ns/shop/sa/cart", "cluster.local/*", "*"]) == set()

test_any_is_told if {
	some item in reported("ALLOW", ["cluster.local/ns/shop/sa/cart", "*/ns/shop/sa/cart"])
	item.at.path == ["spec", "rules", 0, "from", 0, "source", "principals", 1]
	item.message == "the policy p takes ns/shop/sa/cart from every mesh that is trusted"
}

test_a_denial_passes if reported("DENY", ["*/ns/shop/sa/cart"]) == set()
