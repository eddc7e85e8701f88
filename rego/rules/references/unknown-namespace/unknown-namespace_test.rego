package sluice.test["unknown-namespace"]

import data.sluice.fixture
import data.sluice.rules.references["unknown-namespace"] as rule

namespace := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "pay"}}

found(source, bodies) := {[item.at.path, item.severity] | some item in report} if {
	body := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": source}]}]},
	}
	report := rule.report with input as fixture.repository(array.concat(bodies, [body]))
}

test_namespaces_that_are_there_pass if {
	found({"namespaces": ["shop", "pay", "istio-system", "pa*", "*ay", "*"]}, [namespace]) == set()
}

test_a_namespace_that_is_not_there if {
	found({"namespaces": ["pay", "*-prod"]}, [namespace]) == {[
		["spec", "rules", 0, "from", 0, "source", "namespaces", 1], "warning",
	]}
	found({"namespaces": ["pay", "shpo"]}, [namespace]) == {[
		["spec", "rules", 0, "from", 0, "source", "namespaces", 1], "warning",
	]}
}

test_without_namespaces_of_its_own_it_is_only_told if {
	found({"notNamespaces": ["pay"]}, []) == {[
		["spec", "rules", 0, "from", 0, "source", "notNamespaces", 0], "info",
	]}
}

test_others_name_namespaces_as_well if {
	grant := {
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind": "ReferenceGrant",
		"metadata": {"name": "a", "namespace": "pay"},
		"spec": {"from": [{"namespace": "shpo"}]},
	}
	routes := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "a", "namespace": "pay"},
		"spec": {"exportTo": [".", "shpo"]},
	}
	found({}, [namespace, grant, routes]) == {
		[["spec", "from", 0, "namespace"], "warning"],
		[["spec", "exportTo", 1], "warning"],
	}
}
