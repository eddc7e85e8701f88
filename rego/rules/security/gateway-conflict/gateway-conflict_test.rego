package sluice.test["gateway-conflict"]

import data.sluice.fixture
import data.sluice.rules.security["gateway-conflict"] as rule

server(number, hosts) := {"port": {"number": number, "protocol": "HTTPS"}, "hosts": hosts}

gateway(name, selector, servers) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "Gateway",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"selector": selector, "servers": servers},
}

ingress := {"istio": "ingress"}

reported(gateways) := report if report := rule.report with input as fixture.repository(gateways)

test_hosts_and_ports_of_their_own_pass if {
	reported([
		gateway("a", ingress, [server(443, ["a.example.com"]), server(80, ["a.example.com"])]),
		gateway("b", ingress, [server(443, ["b.example.com", "*.example.com"])]),
	]) == set()
}

test_the_same_on_both_is_told_of_both if {
	items := reported([
		gateway("a", ingress, [server(80, ["a.example.com"]), server(443, ["a.example.com"])]),
		gateway("b", ingress, [server(443, ["shop/a.example.com", "b.example.com"])]),
	])
	{[item.at.document, item.at.path, item.message] | some item in items} == {
		[0, ["spec", "servers", 1], "the Gateway shop/b serves a.example.com on port 443 of the same proxies"],
		[1, ["spec", "servers", 0], "the Gateway shop/a serves a.example.com on port 443 of the same proxies"],
	}
}

test_other_proxies_pass if {
	reported([
		gateway("a", ingress, [server(443, ["a.example.com"])]),
		gateway("b", {"istio": "inner"}, [server(443, ["a.example.com"])]),
	]) == set()
}

test_proxies_that_both_select_are_the_same if {
	inner := {"istio": "ingress", "zone": "inner"}
	reports := reported([
		gateway("a", ingress, [server(443, ["a.example.com"])]),
		gateway("b", inner, [server(443, ["a.example.com"])]),
	])
	{item.at.document | some item in reports} == {0, 1}
	reported([
		gateway("a", {"istio": "ingress", "zone": "outer"}, [server(443, ["a.example.com"])]),
		gateway("b", inner, [server(443, ["a.example.com"])]),
	]) == set()
}

test_other_addresses_of_a_proxy_pass if {
	bound := object.union(server(443, ["a.example.com"]), {"bind": "10.0.0.1"})
	reported([gateway("a", ingress, [server(443, ["a.example.com"])]), gateway("b", ingress, [bound])]) == set()
}

test_one_gateway_may_contend_with_itself if {
	count(reported([gateway("a", ingress, [server(443, ["a.example.com"]), server(443, ["a.example.com"])])])) == 2
}
