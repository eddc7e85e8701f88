package sluice.test["deny-by-negation"]

import data.sluice.fixture
import data.sluice.rules.access["deny-by-negation"] as rule

reported(action, rules) := report if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "p", "namespace": "shop"},
		"spec": {"action": action, "rules": rules},
	}
	report := rule.report with input as fixture.repository([policy])
}

test_what_is_denied_passes if {
	reported("DENY", [{"to": [{"operation": {"paths": ["/admin*"], "notMethods": ["GET"]}}]}]) == set()
	reported("DENY", [{}]) == set()
}

test_all_other_paths_are_told if {
	some item in reported("DENY", [{"to": [{"operation": {"notPaths": ["/healthz"]}}]}])
	item.at.path == ["spec", "rules", 0]
	item.severity == "warning"
	item.message == "the policy p says only what requests are not (notPaths), and denies all others"
}

test_all_other_callers_are_a_hint if {
	some item in reported("DENY", [{"from": [{"source": {"notNamespaces": ["shop"]}}]}])
	item.severity == "info"
}

test_conditions_count if {
	some item in reported("DENY", [{"when": [{"key": "source.namespace", "notValues": ["shop"]}]}])
	item.message == "the policy p says only what requests are not (notValues), and denies all others"
}

test_nobody_without_a_token_passes if {
	reported("DENY", [{"from": [{"source": {"notRequestPrincipals": ["*"]}}]}]) == set()
	reported("DENY", [{"from": [{"source": {"notPrincipals": ["*"]}}]}]) == set()
}

test_an_allowance_is_another_matter if {
	reported("ALLOW", [{"to": [{"operation": {"notPaths": ["/admin"]}}]}]) == set()
}
