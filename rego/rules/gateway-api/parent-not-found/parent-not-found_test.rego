package sluice.test["parent-not-found"]

import data.sluice.fixture
import data.sluice.rules["gateway-api"]["parent-not-found"] as rule

gateway := {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "edge", "namespace": "shop"},
}

found(parents, bodies) := {[item.at.path, item.severity] | some item in report} if {
	body := {
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind": "GRPCRoute",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"parentRefs": parents},
	}
	report := rule.report with input as fixture.repository(array.concat(bodies, [body]))
}

test_a_parent_that_is_there_passes if {
	found([{"name": "edge"}, {"name": "edge", "namespace": "shop", "kind": "Gateway"}], [gateway]) == set()
}

test_a_parent_that_is_not_there if {
	found([{"name": "edge"}, {"name": "edgee"}], [gateway]) == {[["spec", "parentRefs", 1, "name"], "error"]}
	found([{"name": "edge"}], []) == {[["spec", "parentRefs", 0, "name"], "warning"]}
	found([{"name": "edge", "namespace": "infra"}], [gateway]) == {[["spec", "parentRefs", 0, "name"], "info"]}
	found([{"name": "checkout", "kind": "Service", "group": ""}], []) == {[["spec", "parentRefs", 0, "name"], "warning"]}
}

test_parents_of_other_kinds_are_left_alone if {
	found([{"name": "edge", "kind": "ListenerSet"}], [gateway]) == set()
}
