package sluice.test["invalid-regex"]

import data.sluice.fixture
import data.sluice.rules.routing["invalid-regex"] as rule

of(api_version, kind, spec) := {
	"apiVersion": api_version,
	"kind": kind,
	"metadata": {"name": "a", "namespace": "shop"},
	"spec": spec,
}

found(body) := {item.at.path | some item in report} if {
	report := rule.report with input as fixture.repository([body])
}

routes(http) := of("networking.istio.io/v1", "VirtualService", {"http": [http]})

route(match) := of("gateway.networking.k8s.io/v1", "HTTPRoute", {"rules": [{"matches": [match]}]})

test_what_re2_takes_passes if {
	found(routes({"match": [{"uri": {"regex": "/a/[0-9]+"}, "headers": {"x": {"regex": "*"}}}]})) == set()
	found(route({"path": {"type": "RegularExpression", "value": "/a.*"}})) == set()
	found(route({"path": {"type": "PathPrefix", "value": "/("}})) == set()
}

test_what_re2_refuses if {
	found(routes({"match": [{}, {"uri": {"regex": "/(?<=a)b"}}]})) == {["spec", "http", 0, "match", 1, "uri", "regex"]}
	found(routes({"match": [{"headers": {"x": {"regex": "("}}}]})) == {[
		"spec", "http", 0, "match", 0, "headers", "x", "regex",
	]}
	found(routes({"corsPolicy": {"allowOrigins": [{"regex": "["}]}})) == {[
		"spec", "http", 0, "corsPolicy", "allowOrigins", 0, "regex",
	]}
	found(route({"path": {"type": "RegularExpression", "value": "("}})) == {[
		"spec", "rules", 0, "matches", 0, "path", "value",
	]}
	found(of("specs.smi-spec.io/v1alpha4", "HTTPRouteGroup", {"matches": [{"pathRegex": `(a)\1`}]})) == {[
		"spec", "matches", 0, "pathRegex",
	]}
}
