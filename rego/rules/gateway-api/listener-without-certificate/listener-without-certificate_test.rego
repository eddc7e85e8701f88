package sluice.test["listener-without-certificate"]

import data.sluice.fixture
import data.sluice.rules["gateway-api"]["listener-without-certificate"] as rule

found(listener) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind": "Gateway",
		"metadata": {"name": "edge", "namespace": "shop"},
		"spec": {"listeners": [{"name": "http", "protocol": "HTTP"}, object.union({"name": "other"}, listener)]},
	}
	report := rule.report with input as fixture.repository([body])
}

place := {["spec", "listeners", 1, "tls"]}

test_a_listener_with_a_certificate_passes if {
	found({"protocol": "HTTPS", "tls": {"certificateRefs": [{"name": "cert"}]}}) == set()
	found({"protocol": "TLS", "tls": {"mode": "Passthrough"}}) == set()
	found({"protocol": "HTTPS", "tls": {"options": {"example.com/certificate": "a"}}}) == set()
}

test_a_listener_without_one if {
	found({"protocol": "HTTPS", "tls": {"mode": "Terminate"}}) == place
	found({"protocol": "TLS", "tls": {"certificateRefs": []}}) == place
	found({"protocol": "HTTPS"}) == place
}

server(tls) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "Gateway",
		"metadata": {"name": "front", "namespace": "shop"},
		"spec": {"servers": [object.union({"port": {"number": 443, "protocol": "HTTPS"}}, tls)]},
	}
	report := rule.report with input as fixture.repository([body])
}

test_a_server_of_istio if {
	server({"tls": {"mode": "SIMPLE", "credentialName": "cert"}}) == set()
	server({"tls": {"mode": "PASSTHROUGH"}}) == set()
	server({"tls": {"mode": "SIMPLE"}}) == {["spec", "servers", 0, "tls"]}
	server({}) == {["spec", "servers", 0, "tls"]}
}
