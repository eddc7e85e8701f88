package sluice.test["port-protocol-conflict"]

import data.sluice.fixture
import data.sluice.rules.references["port-protocol-conflict"] as rule

deployment := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": {"app": "cart"}}}},
}

service(name, port) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"selector": {"app": "cart"}, "ports": [{"name": "http", "port": 1}, port]},
}

entry(name, protocol) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "ServiceEntry",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"hosts": ["api.example.org"], "ports": [{"number": 443, "protocol": protocol}]},
}

found(bodies) := {[item.at.document, item.at.path] | some item in report} if {
	report := rule.report with input as fixture.repository(bodies)
}

test_the_same_protocol_passes if {
	found([
		deployment,
		service("a", {"name": "http-web", "port": 80, "targetPort": 8080}),
		service("b", {"name": "web", "appProtocol": "http", "port": 81, "targetPort": 8080}),
	]) == set()
	found([entry("a", "TLS"), entry("b", "tls")]) == set()
}

test_two_protocols_of_a_port if {
	found([
		deployment,
		service("a", {"name": "http-web", "port": 80, "targetPort": 8080}),
		service("b", {"name": "grpc-web", "port": 81, "targetPort": 8080}),
	]) == {[2, ["spec", "ports", 1]]}
	found([entry("a", "TLS"), entry("b", "HTTP")]) == {[1, ["spec", "ports", 0]]}
}

test_what_namespaces_keep_for_themselves_passes if {
	found([kept(entry("a", "TLS"), "shop"), kept(entry("b", "HTTP"), "pay")]) == set()
}

kept(one, namespace) := object.union(one, {"metadata": {"namespace": namespace}, "spec": {"exportTo": ["."]}})
