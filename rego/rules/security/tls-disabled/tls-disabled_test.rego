package sluice.test["tls-disabled"]

import data.sluice.fixture
import data.sluice.rules.security["tls-disabled"] as rule

destination(host, spec) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "DestinationRule",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": object.union(spec, {"host": host}),
}

peer(namespace, spec) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "PeerAuthentication",
	"metadata": {"name": "default", "namespace": namespace},
	"spec": spec,
}

strict := {"mtls": {"mode": "STRICT"}}

off := {"trafficPolicy": {"tls": {"mode": "DISABLE"}}}

reported(bodies) := {[item.at.path, object.get(item, "severity", "warning")] | some item in report} if {
	report := rule.report with input as fixture.repository(bodies)
}

at_top(severity) := {[["spec", "trafficPolicy", "tls", "mode"], severity]}

test_mtls_passes if {
	reported([destination("cart", {"trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}}}), peer("shop", strict)]) == set()
	reported([destination("cart", {})]) == set()
}

test_plain_text_to_what_asks_for_mtls_is_an_error if {
	reported([destination("cart", off), peer("shop", strict)]) == at_top("error")
	reported([destination("cart.pay.svc.cluster.local", off), peer("pay", strict)]) == at_top("error")
	reported([destination("cart", off), peer("istio-system", strict)]) == at_top("error")
}

test_elsewhere_it_is_a_warning if {
	reported([destination("cart", off)]) == at_top("warning")
	reported([destination("www.example.com", off), peer("shop", strict)]) == at_top("warning")
	reported([destination("cart.pay.svc", off), peer("shop", strict)]) == at_top("warning")
}

test_where_some_workload_is_asked_for_something_else_it_is_a_warning if {
	one := peer("shop", {"selector": {"matchLabels": {"app": "cart"}}, "mtls": {"mode": "DISABLE"}})
	reported([destination("cart", off), peer("shop", strict), one]) == at_top("warning")
}

test_subsets_and_ports_count if {
	port := {"port": {"number": 80}, "tls": {"mode": "DISABLE"}}
	spec := {"subsets": [{"name": "v1"}, {"name": "v2", "trafficPolicy": {"portLevelSettings": [port]}}]}
	reported([destination("cart", spec)]) == {[
		["spec", "subsets", 1, "trafficPolicy", "portLevelSettings", 0, "tls", "mode"],
		"warning",
	]}
	reported([destination("cart", object.union(spec, off))]) == at_top("warning") | {[
		["spec", "subsets", 1, "trafficPolicy", "portLevelSettings", 0, "tls", "mode"],
		"warning",
	]}
}
