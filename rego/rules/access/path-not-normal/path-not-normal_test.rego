package sluice.test["path-not-normal"]

import data.sluice.fixture
import data.sluice.rules.access["path-not-normal"] as rule

messages(paths) := {item.message | some item in report} if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "p", "namespace": "shop"},
		"spec": {"rules": [{"to": [{"operation": {"paths": paths}}]}]},
	}
	report := rule.report with input as fixture.repository([policy])
}

test_paths_pass if messages(["/", "/api/*", "*/info", "*", "/a.b/c..d", "/api/{*}/v1/{**}", "/.well-known/x"]) == set()

test_what_is_normalised_away_is_told if {
	messages(["/a/../b"]) == {"the path /a/../b has dot segments, so the policy p never meets it"}
	messages(["/a/."]) == {"the path /a/. has dot segments, so the policy p never meets it"}
	messages([`/a\b`]) == {`the path /a\b has a backslash, so the policy p never meets it`}
}

test_a_query_is_told if {
	messages(["/find?q=*"]) == {"the path /find?q=* has a query, so the policy p never meets it"}
}

test_no_slash_is_told if {
	messages(["api"]) == {"the path api has no slash at its start, so the policy p never meets it"}
}

test_the_place_is_the_path if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "p"},
		"spec": {"rules": [{"to": [{"operation": {"notPaths": ["/", "b"]}}]}]},
	}
	some item in rule.report with input as fixture.repository([policy])
	item.at.path == ["spec", "rules", 0, "to", 0, "operation", "notPaths", 1]
}
