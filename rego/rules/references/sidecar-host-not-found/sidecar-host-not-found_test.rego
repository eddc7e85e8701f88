package sluice.test["sidecar-host-not-found"]

import data.sluice.fixture
import data.sluice.rules.references["sidecar-host-not-found"] as rule

service := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart", "namespace": "shop"}}

found(hosts) := {[item.at.path, item.severity] | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "Sidecar",
		"metadata": {"name": "default", "namespace": "shop"},
		"spec": {"egress": [{"hosts": hosts}]},
	}
	report := rule.report with input as fixture.repository([service, body])
}

test_hosts_that_are_there_pass if {
	found(["./*", "istio-system/*", "*/*", "~/*"]) == set()
	found(["./cart.shop.svc.cluster.local", "shop/*.shop.svc.cluster.local"]) == set()
}

test_hosts_that_are_not_there if {
	found(["./*", "./gone.shop.svc.cluster.local"]) == {[["spec", "egress", 0, "hosts", 1], "warning"]}
	found(["*/api.example.org"]) == {[["spec", "egress", 0, "hosts", 0], "warning"]}
	found(["pay/ledger.pay.svc.cluster.local"]) == {[["spec", "egress", 0, "hosts", 0], "info"]}
}
