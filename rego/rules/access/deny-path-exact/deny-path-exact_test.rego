package sluice.test["deny-path-exact"]

import data.sluice.fixture
import data.sluice.rules.access["deny-path-exact"] as rule

reported(action, paths) := report if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "p", "namespace": "shop"},
		"spec": {"action": action, "rules": [{"to": [{"operation": {"paths": paths}}]}]},
	}
	report := rule.report with input as fixture.repository([policy])
}

test_all_below_it_passes if {
	reported("DENY", ["/admin", "/admin/*"]) == set()
	reported("DENY", ["/admin", "/admin/"]) == set()
	reported("DENY", ["/admin*", "*/admin", "/"]) == set()
	reported("DENY", ["/admin", "*"]) == set()
	reported("DENY", ["/metrics.json"]) == set()
}

test_one_spelling_is_told if {
	some item in reported("DENY", ["/debug/*", "/admin"])
	item.at.path == ["spec", "rules", 0, "to", 0, "operation", "paths", 1]
	item.message == "the policy p denies /admin, and neither /admin/ nor what is below it"
	item.remedy == "name /admin/* beside it"
}

test_an_allowance_passes if reported("ALLOW", ["/admin"]) == set()
