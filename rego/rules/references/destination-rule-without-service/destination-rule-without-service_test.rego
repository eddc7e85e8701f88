package sluice.test["destination-rule-without-service"]

import data.sluice.fixture
import data.sluice.rules.references["destination-rule-without-service"] as rule

service := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "checkout", "namespace": "shop"}}

entry(hosts) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "ServiceEntry",
	"metadata": {"name": "outside", "namespace": "shop"},
	"spec": {"hosts": hosts},
}

canary := {
	"apiVersion": "flagger.app/v1beta1",
	"kind": "Canary",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"targetRef": {"name": "cart"}},
}

found(host, bodies) := {[item.at.path, item.severity] | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "checkout", "namespace": "shop"},
		"spec": {"host": host},
	}
	report := rule.report with input as fixture.repository(array.concat(bodies, [body]))
}

test_a_host_that_is_there_passes if {
	every host in ["checkout", "checkout.shop", "checkout.shop.svc", "checkout.shop.svc.cluster.local."] {
		found(host, [service]) == set()
	}
	found("*.shop.svc.cluster.local", [service]) == set()
	found("api.example.org", [entry(["api.example.org"])]) == set()
	found("api.example.org", [entry(["*.example.org"])]) == set()
	found("*.example.org", [entry(["*.example.org"])]) == set()
	found("cart-primary", [service, canary]) == set()
}

test_a_host_that_is_not_there if {
	found("gone", [service]) == {[["spec", "host"], "warning"]}
	found("gone.shop.svc.cluster.local", [service]) == {[["spec", "host"], "warning"]}
	found("api.example.net", [service, entry(["*.example.org"])]) == {[["spec", "host"], "warning"]}
	found("*.pay.svc.cluster.local", [service]) == {[["spec", "host"], "info"]}
}

test_of_another_namespace_it_is_only_told if {
	found("ledger.pay.svc.cluster.local", [service]) == {[["spec", "host"], "info"]}
	found("gone", []) == {[["spec", "host"], "info"]}
}

test_what_another_namespace_keeps_for_itself_is_not_there if {
	private := object.union(entry(["*"]), {
		"metadata": {"name": "own", "namespace": "pay"},
		"spec": {"exportTo": ["."], "hosts": ["*"]},
	})
	found("api.example.org", [service, private]) == {[["spec", "host"], "warning"]}
	found("api.example.org", [service, object.union(private, {"metadata": {"namespace": "shop"}})]) == set()
	found("api.example.org", [service, object.union(private, {"spec": {"exportTo": ["shop"]}})]) == set()
}
