package sluice.test["unknown-principal"]

import data.sluice.fixture
import data.sluice.rules.references["unknown-principal"] as rule

account := {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "cart", "namespace": "shop"}}

deployment := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "mail", "namespace": "shop"},
	"spec": {"template": {"spec": {"serviceAccountName": "mail"}}},
}

found(source) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": source}]}]},
	}
	report := rule.report with input as fixture.repository([account, deployment, body])
}

test_accounts_that_are_there_pass if {
	found({"principals": ["cluster.local/ns/shop/sa/cart", "cluster.local/ns/shop/sa/mail"]}) == set()
	found({"principals": ["cluster.local/ns/shop/sa/default", "*/ns/shop/sa/cart", "*"]}) == set()
	found({"serviceAccounts": ["cart", "shop/mail"]}) == set()
}

test_an_account_that_is_not_there if {
	found({"principals": ["*", "cluster.local/ns/shop/sa/nobody"]}) == {[
		"spec", "rules", 0, "from", 0, "source", "principals", 1,
	]}
	found({"notPrincipals": ["*/ns/shop/sa/nobody"]}) == {["spec", "rules", 0, "from", 0, "source", "notPrincipals", 0]}
	found({"serviceAccounts": ["nobody"]}) == {["spec", "rules", 0, "from", 0, "source", "serviceAccounts", 0]}
}

test_a_principal_has_no_scheme if {
	found({"principals": ["spiffe://cluster.local/ns/shop/sa/cart"]}) == {[
		"spec", "rules", 0, "from", 0, "source", "principals", 0,
	]}
}

test_accounts_of_other_namespaces_are_not_known_here if {
	found({"principals": ["cluster.local/ns/pay/sa/ledger", "cluster.local/ns/shop/sa/c*"]}) == set()
}
