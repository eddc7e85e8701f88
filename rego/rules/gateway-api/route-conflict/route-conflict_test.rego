package sluice.test["route-conflict"]

import data.sluice.fixture
import data.sluice.rules["gateway-api"]["route-conflict"] as rule

route(name, hostname, section, rules) := {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": "HTTPRoute",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {
		"parentRefs": [{"name": "edge", "sectionName": section}],
		"hostnames": [hostname],
		"rules": rules,
	},
}

found(bodies) := {[item.at.document, item.at.path] | some item in report} if {
	report := rule.report with input as fixture.repository(bodies)
}

api := {"matches": [{"path": {"value": "/api"}}]}

test_routes_apart_pass if {
	found([route("a", "a.example.com", "https", [api, {}]), route("b", "b.example.com", "https", [api, {}])]) == set()
	found([route("a", "a.example.com", "https", [api]), route("b", "a.example.com", "http", [api])]) == set()
	found([route("a", "a.example.com", "https", [api]), route("b", "a.example.com", "https", [{}])]) == set()
	found([route("a", "a.example.com", "https", [api, api])]) == set()
}

test_two_for_the_same if {
	found([
		route("a", "a.example.com", "https", [{}]),
		route("b", "A.example.com", "https", [api, {"matches": [{"path": {"type": "PathPrefix", "value": "/"}}]}]),
	]) == {[1, ["spec", "rules", 1]]}
}
