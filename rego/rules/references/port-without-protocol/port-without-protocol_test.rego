package sluice.test["port-without-protocol"]

import data.sluice.fixture
import data.sluice.rules.references["port-without-protocol"] as rule

found(port) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "v1",
		"kind": "Service",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"ports": [port]},
	}
	report := rule.report with input as fixture.repository([body])
}

test_ports_that_say_it_pass if {
	every port in [
		{"port": 80},
		{"name": "http", "port": 80},
		{"name": "grpc-web", "port": 80},
		{"name": "web", "appProtocol": "http", "port": 80},
		{"name": "dns", "port": 53, "protocol": "UDP"},
	] {
		found(port) == set()
	}
}

test_a_port_that_does_not if found({"name": "web", "port": 80}) == {["spec", "ports", 0, "name"]}

of_elsewhere(port) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "v1",
		"kind": "Service",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"type": "ExternalName", "externalName": "a.example.org", "ports": [port]},
	}
	report := rule.report with input as fixture.repository([body])
}

test_behind_a_name_of_elsewhere_a_port_says_it if {
	of_elsewhere({"name": "https", "port": 443}) == set()
	of_elsewhere({"port": 443}) == {["spec", "ports", 0]}
	of_elsewhere({"name": "tcp", "port": 443}) == {["spec", "ports", 0]}
}
