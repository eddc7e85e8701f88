package sluice.test["host-without-service"]

import data.sluice.fixture
import data.sluice.rules.references["host-without-service"] as rule

service := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart", "namespace": "shop"}}

found(spec) := {[item.at.path, item.severity] | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": spec,
	}
	report := rule.report with input as fixture.repository([service, body])
}

test_hosts_that_are_there_pass if {
	found({"hosts": ["cart", "cart.shop", "*.shop.svc.cluster.local", "www.example.com", "*"]}) == set()
	found({"hosts": ["gone"], "gateways": ["front"]}) == set()
}

test_a_host_that_is_not_there if {
	found({"hosts": ["cart", "crat"]}) == {[["spec", "hosts", 1], "warning"]}
	found({"hosts": ["ledger.pay.svc.cluster.local"]}) == {[["spec", "hosts", 0], "info"]}
}
