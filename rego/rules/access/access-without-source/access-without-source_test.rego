package sluice.test["access-without-source"]

import data.sluice.fixture
import data.sluice.rules.access["access-without-source"] as rule

reported(spec) := report if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "p", "namespace": "shop"},
		"spec": spec,
	}
	report := rule.report with input as fixture.repository([policy])
}

to := [{"operation": {"methods": ["GET"]}}]

test_a_caller_passes if reported({"rules": [{"from": [{"source": {"namespaces": ["pay"]}}], "to": to}]}) == set()

test_whoever_sends_it_is_told if {
	some item in reported({"selector": {"matchLabels": {"app": "a"}}, "rules": [{"to": to}]})
	item.at.path == ["spec", "rules", 0]
	item.severity == "warning"
}

test_at_a_gateway_it_is_a_hint if {
	every spec in [{"selector": {"matchLabels": {"istio": "ingressgateway"}}}, {"targetRefs": [{"kind": "Gateway", "name": "a"}]}] {
		some item in reported(object.union(spec, {"rules": [{"to": to}]}))
		item.severity == "info"
	}
}

test_a_condition_may_ask if {
	reported({"rules": [{"to": to, "when": [{"key": "request.auth.claims[group]", "values": ["staff"]}]}]}) == set()
	reported({"rules": [{"when": [{"key": "source.ip", "values": ["10.0.0.0/8"]}]}]}) == set()
	count(reported({"rules": [{"when": [{"key": "destination.port", "values": ["80"]}]}]})) == 1
}

test_all_for_all_is_another_rules_business if reported({"rules": [{}]}) == set()

test_a_denial_of_everybody_passes if reported({"action": "DENY", "rules": [{"to": to}]}) == set()
