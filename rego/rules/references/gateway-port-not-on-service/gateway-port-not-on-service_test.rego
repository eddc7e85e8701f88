package sluice.test["gateway-port-not-on-service"]

import data.sluice.fixture
import data.sluice.rules.references["gateway-port-not-on-service"] as rule

deployment := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "ingress", "namespace": "edge"},
	"spec": {"template": {"metadata": {"labels": {"istio": "ingress"}}}},
}

service(ports) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "ingress", "namespace": "edge"},
	"spec": {"selector": {"istio": "ingress"}, "ports": ports},
}

found(number, bodies) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "Gateway",
		"metadata": {"name": "front", "namespace": "shop"},
		"spec": {"selector": {"istio": "ingress"}, "servers": [{"port": {"number": number}}]},
	}
	report := rule.report with input as fixture.repository(array.concat(bodies, [body]))
}

test_ports_that_are_let_in_pass if {
	found(80, [deployment, service([{"port": 443}, {"port": 80, "targetPort": 8080}])]) == set()
	found(8080, [deployment, service([{"port": 80, "targetPort": 8080}])]) == set()
	found(8080, [deployment, service([{"port": 80, "targetPort": "http"}])]) == set()
}

test_a_port_that_is_not_let_in if {
	found(8443, [deployment, service([{"port": 80}])]) == {["spec", "servers", 0, "port", "number"]}
}

test_without_its_service_nothing_is_said if {
	found(8443, [deployment]) == set()
	found(8443, [service([{"port": 80}])]) == set()
}
