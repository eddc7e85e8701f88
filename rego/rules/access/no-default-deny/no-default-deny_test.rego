package sluice.test["no-default-deny"]

import data.sluice.fixture
import data.sluice.rules.access["no-default-deny"] as rule

policy(name, spec) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "AuthorizationPolicy",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": spec,
}

home := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}

cart := policy("cart", {"selector": {"matchLabels": {"app": "cart"}}, "rules": [{"from": [{"source": {"namespaces": ["pay"]}}]}]})

reported(bodies) := report if report := rule.report with input as fixture.repository(bodies)

test_an_empty_policy_is_a_default if {
	reported([home, cart, policy("deny-all", {})]) == set()
	reported([home, cart, policy("deny-all", null)]) == set()
	reported([home, cart, policy("deny-all", {"action": "DENY", "rules": [{}]})]) == set()
}

test_a_policy_for_all_is_a_default if {
	reported([home, cart, policy("all", {"rules": [{"to": [{"operation": {"methods": ["GET"]}}]}]})]) == set()
}

test_one_of_the_root_namespace_is_for_all if {
	root := object.union(policy("deny-all", {}), {"metadata": {"namespace": "istio-system"}})
	reported([home, cart, root]) == set()
}

test_policies_of_workloads_are_none if {
	some item in reported([home, cart])
	item.at == {"document": 0, "path": ["metadata", "name"]}
	item.severity == "warning"
}

test_a_selector_takes_the_default_away if {
	count(reported([home, cart, policy("deny-all", {"selector": {"matchLabels": {"app": "a"}}})])) == 1
	count(reported([home, cart, policy("deny-all", {"targetRefs": [{"kind": "Gateway", "name": "a"}]})])) == 1
}

test_a_policy_that_opens_all_is_none if count(reported([home, policy("all", {"rules": [{}]})])) == 1

test_a_namespace_without_policies_is_a_hint if {
	pay := object.union(home, {"metadata": {"name": "pay"}})
	some item in reported([home, policy("deny-all", {}), pay])
	item.at.document == 2
	item.severity == "info"
}

test_where_nobody_has_policies_nothing_is_said if reported([home]) == set()

test_without_the_namespace_nothing_is_said if reported([cart]) == set()
