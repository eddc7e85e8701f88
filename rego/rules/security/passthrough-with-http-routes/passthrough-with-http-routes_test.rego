package sluice.test["passthrough-with-http-routes"]

import data.sluice.fixture
import data.sluice.rules.security["passthrough-with-http-routes"] as rule

gateway(modes) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "front", "namespace": "shop"},
	"spec": {"servers": [{"hosts": ["a.example.com"], "tls": {"mode": mode}} | some mode in modes]},
}

bound(gateways) := routes({"http": [{}], "gateways": gateways})

routes(spec) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": "a", "namespace": "pay"},
	"spec": object.union({"hosts": ["a.example.com"], "gateways": ["shop/front"]}, spec),
}

reported(bodies) := report if report := rule.report with input as fixture.repository(bodies)

test_routes_by_sni_pass if reported([gateway(["PASSTHROUGH"]), routes({"tls": [{}]})]) == set()

test_an_end_of_tls_passes if {
	reported([gateway(["SIMPLE"]), routes({"http": [{}]})]) == set()
	reported([gateway(["PASSTHROUGH", "SIMPLE"]), routes({"http": [{}]})]) == set()
}

test_routes_that_see_nothing_are_told if {
	some item in reported([gateway(["PASSTHROUGH"]), routes({"http": [{}]})])
	item.at == {"document": 1, "path": ["spec", "http"]}
	item.message == "shop/front passes TLS on unopened, so these rules see no request"
}

test_routes_of_the_mesh_pass if reported([gateway(["PASSTHROUGH"]), bound(["mesh", "shop/front"])]) == set()

test_a_gateway_that_is_not_here_is_another_matter if reported([bound(["shop/gone"])]) == set()
