package sluice.test["shared-certificate"]

import data.sluice.fixture
import data.sluice.rules.security["shared-certificate"] as rule

gateway(name, selector, servers) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "Gateway",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"selector": selector, "servers": servers},
}

server(host, certificate) := {
	"port": {"number": 443, "protocol": "HTTPS"},
	"hosts": [host],
	"tls": {"mode": "SIMPLE", "credentialName": certificate},
}

ingress := {"istio": "ingress"}

reported(gateways) := report if report := rule.report with input as fixture.repository(gateways)

test_one_gateway_may_use_it_often if {
	reported([gateway("a", ingress, [server("a.example.com", "star"), server("b.example.com", "star")])]) == set()
}

test_several_are_told if {
	items := reported([
		gateway("a", ingress, [server("a.example.com", "star")]),
		gateway("b", ingress, [server("b.example.com", "star")]),
	])
	{[item.at.document, item.message] | some item in items} == {
		[0, "2 Gateways of the same proxies serve port 443 by the certificate star"],
		[1, "2 Gateways of the same proxies serve port 443 by the certificate star"],
	}
	every item in items { item.at.path == ["spec", "servers", 0, "tls", "credentialName"] }
}

test_other_proxies_and_certificates_pass if {
	reported([
		gateway("a", ingress, [server("a.example.com", "star")]),
		gateway("b", {"istio": "inner"}, [server("b.example.com", "star")]),
		gateway("c", ingress, [server("c.example.com", "own")]),
	]) == set()
}

test_proxies_that_both_select_are_the_same if {
	items := reported([
		gateway("a", ingress, [server("a.example.com", "star")]),
		gateway("b", {"istio": "ingress", "zone": "inner"}, [server("b.example.com", "star")]),
	])
	{item.at.document | some item in items} == {0, 1}
}
