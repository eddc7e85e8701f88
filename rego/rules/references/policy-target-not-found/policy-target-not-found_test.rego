package sluice.test["policy-target-not-found"]

import data.sluice.fixture
import data.sluice.rules.references["policy-target-not-found"] as rule

gateway := {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "waypoint", "namespace": "shop"},
}

found(spec) := {[item.at.path, item.severity] | some item in report} if {
	body := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": spec,
	}
	report := rule.report with input as fixture.repository([gateway, body])
}

ref(name) := {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": name}

test_a_target_that_is_there_passes if {
	found({}) == set()
	found({"targetRefs": [ref("waypoint")]}) == set()
	found({"targetRefs": [{"group": "gateway.networking.k8s.io", "kind": "GatewayClass", "name": "x"}]}) == set()
}

test_a_target_that_is_not_there if {
	found({"targetRefs": [ref("waypoint"), ref("gone")]}) == {[["spec", "targetRefs", 1, "name"], "error"]}
	found({"targetRef": ref("gone")}) == {[["spec", "targetRef", "name"], "error"]}
	found({"targetRefs": [{"kind": "Service", "name": "cart"}]}) == {[["spec", "targetRefs", 0, "name"], "warning"]}
}
