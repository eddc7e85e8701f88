package sluice.test["no-timeout"]

import data.sluice.fixture
import data.sluice.rules.routing["no-timeout"] as rule

of(api_version, kind, spec) := {
	"apiVersion": api_version,
	"kind": kind,
	"metadata": {"name": "a", "namespace": "shop"},
	"spec": spec,
}

found(body) := {item.at.path | some item in report} if {
	report := rule.report with input as fixture.repository([body])
}

routes(timeout) := of("networking.istio.io/v1", "VirtualService", {"http": [{"timeout": timeout}]})

test_a_timeout_passes if {
	found(routes("10s")) == set()
	found(of("networking.istio.io/v1", "VirtualService", {"http": [{}]})) == set()
}

test_none if {
	found(routes("0s")) == {["spec", "http", 0, "timeout"]}
	found(routes("0ms")) == {["spec", "http", 0, "timeout"]}
	found(of("gateway.networking.k8s.io/v1", "HTTPRoute", {"rules": [{"timeouts": {"request": "0s"}}]})) == {[
		"spec", "rules", 0, "timeouts", "request",
	]}
}
