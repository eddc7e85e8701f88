package sluice.test["invalid-method"]

import data.sluice.fixture
import data.sluice.rules.access["invalid-method"] as rule

reported(operation) := report if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "p", "namespace": "shop"},
		"spec": {"rules": [{"to": [{"operation": operation}]}]},
	}
	report := rule.report with input as fixture.repository([policy])
}

test_methods_pass if {
	reported({"methods": ["GET", "PROPFIND", "*", "P*", "*ET"], "notMethods": ["TRACE"]}) == set()
}

test_a_slip_is_told if {
	some item in reported({"methods": ["GET", "GTE"]})
	item.at.path == ["spec", "rules", 0, "to", 0, "operation", "methods", 1]
	item.message == `"GTE" is no method of HTTP, so this holds on no request`
	item.remedy == "write GET"
}

test_lower_case_is_told if {
	some item in reported({"notMethods": ["get"]})
	item.remedy == "write GET"
}

test_a_pattern_of_nothing_is_told if count(reported({"methods": ["X*", "*X"]})) == 2

test_that_of_a_route_too if {
	route := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "a"},
		"spec": {"http": [{"match": [{"method": {"exact": "GET"}}, {"method": {"exact": "DELET"}}]}]},
	}
	some item in rule.report with input as fixture.repository([route])
	item.at.path == ["spec", "http", 0, "match", 1, "method", "exact"]
}

test_what_is_no_text_is_left_to_the_reader if reported({"methods": [7, null]}) == set()
