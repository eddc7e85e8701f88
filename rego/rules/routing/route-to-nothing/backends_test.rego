package sluice.test["route-to-nothing-of-objects"]

import data.sluice.fixture
import data.sluice.rules.routing["route-to-nothing"] as rule

of(api_version, kind, spec) := {
	"apiVersion": api_version,
	"kind": kind,
	"metadata": {"name": "a", "namespace": "shop"},
	"spec": spec,
}

service := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "checkout", "namespace": "shop"},
	"spec": {"ports": [{"port": 80}]},
}

entry := of("networking.istio.io/v1", "ServiceEntry", {
	"hosts": ["api.example.org", "*.example.net"],
	"ports": [{"number": 443}],
})

found(body) := {[item.at.path, object.get(item, "severity", "error")] | some item in report} if {
	report := rule.report with input as fixture.repository([service, entry, body])
}

route(kind, backend) := of("gateway.networking.k8s.io/v1", kind, {"rules": [{}, {"backendRefs": [backend]}]})

ref := ["spec", "rules", 1, "backendRefs", 0]

test_backends_that_are_there_pass if {
	found(route("HTTPRoute", {"name": "checkout", "port": 80})) == set()
	found(route("GRPCRoute", {"name": "checkout"})) == set()
	found(route("HTTPRoute", {"name": "x", "kind": "ServiceImport", "group": "multicluster.x-k8s.io"})) == set()
}

test_a_backend_that_is_not_there if {
	found(route("HTTPRoute", {"name": "gone", "port": 80})) == {[array.concat(ref, ["name"]), "error"]}
	found(route("TCPRoute", {"name": "gone"})) == {[array.concat(ref, ["name"]), "error"]}
	found(route("HTTPRoute", {"name": "gone", "namespace": "pay"})) == {[array.concat(ref, ["name"]), "info"]}
	found(route("HTTPRoute", {"name": "checkout", "port": 9999})) == {[array.concat(ref, ["port"]), "error"]}
}

test_a_mirror_of_a_route if {
	filter := {"type": "RequestMirror", "requestMirror": {"backendRef": {"name": "gone", "port": 80}}}
	found(of("gateway.networking.k8s.io/v1", "HTTPRoute", {"rules": [{"filters": [filter]}]})) == {[
		["spec", "rules", 0, "filters", 0, "requestMirror", "backendRef", "name"], "error",
	]}
}

test_a_split if {
	backends := [{"service": "checkout"}, {"service": "gone"}]
	found(of("split.smi-spec.io/v1alpha2", "TrafficSplit", {"service": "checkout", "backends": backends})) == {[
		["spec", "backends", 1, "service"], "error",
	]}
}

tcp(destination) := of("networking.istio.io/v1", "VirtualService", {"tcp": [{"route": [{"destination": destination}]}]})

test_a_rule_for_tcp if {
	found(tcp({"host": "checkout"})) == set()
	found(tcp({"host": "api.example.org", "port": {"number": 443}})) == set()
	found(tcp({"host": "a.example.net", "port": {"number": 1}})) == set()
	found(tcp({"host": "gone"})) == {[["spec", "tcp", 0, "route", 0, "destination", "host"], "error"]}
	found(tcp({"host": "checkout", "port": {"number": 81}})) == {[
		["spec", "tcp", 0, "route", 0, "destination", "port", "number"], "error",
	]}
}

http(fields) := of("networking.istio.io/v1", "VirtualService", {"http": [fields]})

test_a_mirror_of_what_did_not_come_into_the_mesh if {
	found(http({"mirror": {"host": "checkout"}})) == set()
	found(http({"mirror": {"host": "gone"}})) == {[["spec", "http", 0, "mirror", "host"], "error"]}
	found(http({"mirrors": [{"destination": {"host": "gone"}}]})) == {[
		["spec", "http", 0, "mirrors", 0, "destination", "host"], "error",
	]}
}

test_of_several_ports_one_is_named if {
	several := {
		"apiVersion": "v1",
		"kind": "Service",
		"metadata": {"name": "many", "namespace": "shop"},
		"spec": {"ports": [{"port": 80}, {"port": 81}]},
	}
	report := rule.report with input as fixture.repository([several, tcp({"host": "many"})])
	{item.message | some item in report} == {"no port is named and many.shop.svc.cluster.local has 80, 81"}
}
