package sluice.test["reference-not-granted"]

import data.sluice.fixture
import data.sluice.rules["gateway-api"]["reference-not-granted"] as rule

of(version, kind, namespace, spec) := {
	"apiVersion": concat("/", ["gateway.networking.k8s.io", version]),
	"kind": kind,
	"metadata": {"name": "a", "namespace": namespace},
	"spec": spec,
}

service := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "ledger", "namespace": "pay"}}

grant(from_kind, to) := of("v1beta1", "ReferenceGrant", "pay", {
	"from": [{"group": "gateway.networking.k8s.io", "kind": from_kind, "namespace": "shop"}],
	"to": [to],
})

route(backend) := of("v1", "HTTPRoute", "shop", {"rules": [{"backendRefs": [{"name": "a"}, backend]}]})

to_ledger := route({"name": "ledger", "namespace": "pay"})

path := ["spec", "rules", 0, "backendRefs", 1, "namespace"]

found(bodies) := {[item.at.path, item.severity] | some item in report} if {
	report := rule.report with input as fixture.repository(bodies)
}

test_what_is_granted_passes if {
	found([service, to_ledger, grant("HTTPRoute", {"group": "", "kind": "Service"})]) == set()
	found([service, to_ledger, grant("HTTPRoute", {"group": "", "kind": "Service", "name": "ledger"})]) == set()
	found([service, route({"name": "cart", "namespace": "shop"})]) == set()
}

test_what_is_not_granted if {
	found([service, to_ledger]) == {[path, "error"]}
	found([service, to_ledger, grant("GRPCRoute", {"group": "", "kind": "Service"})]) == {[path, "error"]}
	found([service, to_ledger, grant("HTTPRoute", {"group": "", "kind": "Secret"})]) == {[path, "error"]}
	found([service, to_ledger, grant("HTTPRoute", {"group": "", "kind": "Service", "name": "x"})]) == {[path, "error"]}
}

test_of_a_namespace_that_is_elsewhere_it_is_only_told if found([to_ledger]) == {[path, "info"]}

test_a_certificate_is_granted_as_well if {
	tls := {"certificateRefs": [{"name": "cert", "namespace": "pay"}]}
	gateway := of("v1", "Gateway", "shop", {"listeners": [{"name": "https", "tls": tls}]})
	at := ["spec", "listeners", 0, "tls", "certificateRefs", 0, "namespace"]
	found([service, gateway]) == {[at, "error"]}
	found([service, gateway, grant("Gateway", {"group": "", "kind": "Secret"})]) == set()
}
