package sluice.test["hostname-not-on-listener"]

import data.sluice.fixture
import data.sluice.rules["gateway-api"]["hostname-not-on-listener"] as rule

gateway := {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "edge", "namespace": "shop"},
	"spec": {"listeners": [
		{"name": "one", "port": 80, "hostname": "a.example.com"},
		{"name": "many", "port": 80, "hostname": "*.example.org"},
	]},
}

found(parents, hostnames) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind": "HTTPRoute",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"parentRefs": parents, "hostnames": hostnames},
	}
	report := rule.report with input as fixture.repository([gateway, body])
}

test_hostnames_that_are_taken_pass if {
	found([{"name": "edge"}], ["a.example.com", "b.example.org", "*.example.com"]) == set()
	found([{"name": "edge", "sectionName": "many"}], ["b.c.example.org", "*.example.org"]) == set()
}

test_a_hostname_that_is_not_taken if {
	found([{"name": "edge"}], ["a.example.com", "a.example.net"]) == {["spec", "hostnames", 1]}
	found([{"name": "edge", "sectionName": "many"}], ["a.example.com"]) == {["spec", "hostnames", 0]}
	found([{"name": "edge"}], ["example.org"]) == {["spec", "hostnames", 0]}
}

test_a_gateway_that_is_elsewhere_may_take_it if {
	found([{"name": "edge"}, {"name": "other", "namespace": "infra"}], ["a.example.net"]) == set()
	found([], ["a.example.net"]) == set()
}
