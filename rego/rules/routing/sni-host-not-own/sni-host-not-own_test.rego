package sluice.test["sni-host-not-own"]

import data.sluice.fixture
import data.sluice.rules.routing["sni-host-not-own"] as rule

found(hosts, names) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"hosts": hosts, "tls": [{"match": [{"sniHosts": names}]}]},
	}
	report := rule.report with input as fixture.repository([body])
}

test_names_that_are_its_hosts_pass if {
	found(["a.example.com"], ["a.example.com"]) == set()
	found(["*.example.com"], ["a.example.com", "*.example.com", "*.b.example.com"]) == set()
	found(["*"], ["a.example.com"]) == set()
}

test_a_name_that_is_not if {
	found(["a.example.com"], ["a.example.com", "b.example.com"]) == {["spec", "tls", 0, "match", 0, "sniHosts", 1]}
	found(["a.example.com"], ["*.example.com"]) == {["spec", "tls", 0, "match", 0, "sniHosts", 0]}
}
