package sluice.test["host-not-on-gateway"]

import data.sluice.fixture
import data.sluice.rules.references["host-not-on-gateway"] as rule

gateway(hosts) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "front", "namespace": "edge"},
	"spec": {"servers": [{"hosts": ["other.example.org"]}, {"hosts": hosts}]},
}

found(of_gateway, hosts, gateways) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "front", "namespace": "shop"},
		"spec": {"hosts": hosts, "gateways": gateways},
	}
	report := rule.report with input as fixture.repository([gateway(of_gateway), body])
}

test_a_host_that_is_served_passes if {
	found(["a.example.com"], ["a.example.com"], ["edge/front"]) == set()
	found(["*.example.com"], ["a.example.com"], ["edge/front"]) == set()
	found(["a.example.com"], ["*.example.com"], ["edge/front"]) == set()
	found(["*"], ["a.example.com"], ["edge/front"]) == set()
	found(["shop/a.example.com"], ["a.example.com"], ["edge/front"]) == set()
	found(["*/a.example.com"], ["a.example.com"], ["edge/front"]) == set()
}

test_a_host_that_is_not_served if {
	found(["a.example.com"], ["other.example.org", "b.example.com"], ["edge/front"]) == {["spec", "hosts", 1]}
	found(["./a.example.com"], ["a.example.com"], ["edge/front"]) == {["spec", "hosts", 0]}
	found(["pay/a.example.com"], ["a.example.com"], ["edge/front"]) == {["spec", "hosts", 0]}
	found(["*.example.com"], ["example.com"], ["edge/front"]) == {["spec", "hosts", 0]}
}

test_what_sidecars_take_as_well_passes if {
	found(["a.example.com"], ["checkout", "a.example.com"], ["mesh", "edge/front"]) == set()
}

test_a_gateway_that_is_elsewhere_may_have_it if {
	found(["b.example.com"], ["a.example.com", "b.example.com"], ["edge/front", "edge/back"]) == set()
}

test_a_gateway_of_the_gateway_api if {
	other := {
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind": "Gateway",
		"metadata": {"name": "edge", "namespace": "shop"},
		"spec": {"listeners": [{"name": "http", "hostname": "*.example.com"}]},
	}
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "front", "namespace": "shop"},
		"spec": {"hosts": ["a.example.com", "a.example.org"], "gateways": ["edge"]},
	}
	report := rule.report with input as fixture.repository([other, body])
	{item.at.path | some item in report} == {["spec", "hosts", 1]}
}

test_a_gateway_that_serves_none_of_the_hosts if {
	found(["a.example.com"], ["checkout"], ["mesh", "edge/front"]) == {["spec", "gateways", 1]}
	found(["a.example.com"], ["b.example.com"], ["edge/front", "edge/back"]) == {["spec", "gateways", 0]}
}
