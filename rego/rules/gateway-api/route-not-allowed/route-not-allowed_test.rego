package sluice.test["route-not-allowed"]

import data.sluice.fixture
import data.sluice.rules["gateway-api"]["route-not-allowed"] as rule

gateway(listener) := {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "edge", "namespace": "infra"},
	"spec": {"listeners": [object.union({"name": "http", "port": 80, "protocol": "HTTP"}, listener)]},
}

namespace := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"edge": "yes"}}}

found(kind, listener, bodies) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind": kind,
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"parentRefs": [{"name": "edge", "namespace": "infra"}]},
	}
	report := rule.report with input as fixture.repository(array.concat(bodies, [gateway(listener), body]))
}

from(namespaces) := {"allowedRoutes": {"namespaces": namespaces}}

with_label(value) := from({"from": "Selector", "selector": {"matchLabels": {"edge": value}}})

place := {["spec", "parentRefs", 0, "name"]}

test_routes_that_are_taken_pass if {
	found("HTTPRoute", from({"from": "All"}), []) == set()
	found("GRPCRoute", from({"from": "All"}), []) == set()
	found("HTTPRoute", with_label("yes"), [namespace]) == set()
	found("HTTPRoute", with_label("no"), []) == set()
}

test_routes_of_other_namespaces if {
	found("HTTPRoute", {}, []) == place
	found("HTTPRoute", from({"from": "Same"}), []) == place
	found("HTTPRoute", with_label("no"), [namespace]) == place
}

test_routes_of_other_kinds if {
	found("TCPRoute", from({"from": "All"}), []) == place
	found("HTTPRoute", {"allowedRoutes": {"namespaces": {"from": "All"}, "kinds": [{"kind": "GRPCRoute"}]}}, []) == place
}
