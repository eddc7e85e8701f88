package sluice.test["gateway-plain-http"]

import data.sluice.fixture
import data.sluice.rules.security["gateway-plain-http"] as rule

reported(selector, protocol, more) := report if {
	server := object.union({"port": {"number": 80, "protocol": protocol}, "hosts": ["a.example.com"]}, more)
	gateway := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "Gateway",
		"metadata": {"name": "front", "namespace": "shop"},
		"spec": {"selector": selector, "servers": [server]},
	}
	report := rule.report with input as fixture.repository([gateway])
}

ingress := {"istio": "ingress"}

test_a_redirect_passes if reported(ingress, "HTTP", {"tls": {"httpsRedirect": true}}) == set()

test_tls_passes if {
	reported(ingress, "HTTPS", {"tls": {"mode": "SIMPLE"}}) == set()
	reported(ingress, "HTTP2", {"tls": {"mode": "SIMPLE"}}) == set()
}

test_plain_text_is_told if {
	some item in reported(ingress, "HTTP", {})
	item.at.path == ["spec", "servers", 0, "port", "protocol"]
	item.message == "the Gateway shop/front serves port 80 in plain text"
}

test_no_redirect_is_the_place if {
	some item in reported(ingress, "HTTP", {"tls": {"httpsRedirect": false}})
	item.at.path == ["spec", "servers", 0, "tls", "httpsRedirect"]
}

test_other_protocols_pass if {
	reported(ingress, "TCP", {}) == set()
	reported(ingress, "MONGO", {}) == set()
}

test_what_goes_out_passes if reported({"istio": "egressgateway"}, "HTTP", {}) == set()
