package sluice.test["unreachable-rule"]

import data.sluice.fixture
import data.sluice.rules["gateway-api"]["unreachable-rule"] as rule

found(kind, rules) := {[item.at.path, object.get(item, "severity", "warning")] | some item in report} if {
	body := {
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind": kind,
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"rules": rules},
	}
	report := rule.report with input as fixture.repository([body])
}

api := {"path": {"type": "PathPrefix", "value": "/api"}}

get_api := {"path": {"value": "/api"}, "method": "GET"}

test_rules_that_match_apart_pass if {
	found("HTTPRoute", [{"matches": [api]}, {"matches": [get_api]}, {}]) == set()
	found("HTTPRoute", [{}, {"matches": [api]}]) == set()
	found("HTTPRoute", [{"matches": [api, api]}]) == set()
}

test_rules_that_match_the_same if {
	found("HTTPRoute", [{"matches": [api]}, {"matches": [{"path": {"value": "/api"}}]}]) == {[
		["spec", "rules", 1], "warning",
	]}
	found("HTTPRoute", [{}, {"matches": [api]}, {"matches": [{"path": {"value": "/"}}]}]) == {[
		["spec", "rules", 2], "warning",
	]}
	found("HTTPRoute", [
		{"matches": [{"headers": [{"name": "A", "value": "1"}, {"name": "b", "value": "2"}]}]},
		{"matches": [{"headers": [{"name": "B", "value": "2"}, {"name": "a", "value": "1"}]}]},
	]) == {[["spec", "rules", 1], "warning"]}
	found("GRPCRoute", [{"matches": [{"method": {"service": "a"}}]}, {"matches": [{"method": {"service": "a"}}]}]) == {[
		["spec", "rules", 1], "warning",
	]}
}

test_one_match_of_several_is_only_told if {
	found("HTTPRoute", [{"matches": [api]}, {"matches": [get_api, api]}]) == {[
		["spec", "rules", 1, "matches", 1], "info",
	]}
}
