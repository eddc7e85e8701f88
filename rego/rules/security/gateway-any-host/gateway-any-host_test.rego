package sluice.test["gateway-any-host"]

import data.sluice.fixture
import data.sluice.rules.security["gateway-any-host"] as rule

reported(selector, hosts) := report if {
	gateway := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "Gateway",
		"metadata": {"name": "front", "namespace": "shop"},
		"spec": {"selector": selector, "servers": [{"port": {"number": 80, "protocol": "HTTP"}, "hosts": hosts}]},
	}
	report := rule.report with input as fixture.repository([gateway])
}

ingress := {"istio": "ingress"}

test_hosts_pass if reported(ingress, ["shop.example.com", "*.example.com", "shop/*.example.com"]) == set()

test_every_host_is_told if {
	some item in reported(ingress, ["shop.example.com", "*"])
	item.at.path == ["spec", "servers", 0, "hosts", 1]
	item.message == "the Gateway shop/front answers to every host"
	count(reported(ingress, ["*/*", "./*"])) == 2
}

test_what_goes_out_passes if reported({"istio": "egressgateway"}, ["*"]) == set()
