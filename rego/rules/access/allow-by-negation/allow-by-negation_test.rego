package sluice.test["allow-by-negation"]

import data.sluice.fixture
import data.sluice.rules.access["allow-by-negation"] as rule

reported(action, operation) := report if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "p", "namespace": "shop"},
		"spec": {"action": action, "rules": [{"to": [{"operation": operation}]}]},
	}
	report := rule.report with input as fixture.repository([policy])
}

test_paths_pass if {
	reported("ALLOW", {"paths": ["/api/*"]}) == set()
	reported("ALLOW", {"paths": ["/api/*"], "notPaths": ["/api/admin*"]}) == set()
	reported("ALLOW", {"notMethods": ["DELETE"]}) == set()
}

test_all_others_are_told if {
	some item in reported("ALLOW", {"notPaths": ["/admin", "/debug"], "methods": ["GET"]})
	item.at.path == ["spec", "rules", 0, "to", 0, "operation", "notPaths"]
	item.message == "the policy p allows whatever is not spelt like /admin or /debug"
}

test_a_denial_is_another_matter if reported("DENY", {"notPaths": ["/admin"]}) == set()
