package sluice.test["listener-conflict"]

import data.sluice.fixture
import data.sluice.rules["gateway-api"]["listener-conflict"] as rule

found(listeners) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind": "Gateway",
		"metadata": {"name": "edge", "namespace": "shop"},
		"spec": {"listeners": listeners},
	}
	report := rule.report with input as fixture.repository([body])
}

listener(name, port, protocol) := {"name": name, "port": port, "protocol": protocol}

for_host(name, protocol, hostname) := {"name": name, "port": 443, "protocol": protocol, "hostname": hostname}

second := {["spec", "listeners", 1]}

test_listeners_of_their_own_pass if {
	found([listener("a", 80, "HTTP"), listener("b", 443, "HTTPS")]) == set()
	found([for_host("a", "HTTPS", "a.example.com"), for_host("b", "TLS", "b.example.com")]) == set()
	found([listener("a", 53, "TCP"), listener("b", 53, "UDP")]) == set()
}

test_listeners_that_take_the_same if {
	found([listener("a", 80, "HTTP"), listener("b", 80, "HTTP")]) == second
	found([for_host("a", "HTTPS", "a.example.com"), for_host("b", "HTTPS", "A.example.com")]) == second
	found([listener("a", 80, "HTTP"), listener("a", 81, "HTTP")]) == second
	found([listener("a", 80, "HTTP"), listener("b", 80, "HTTPS")]) == second
	found([listener("a", 53, "UDP"), listener("b", 53, "UDP")]) == second
}
