package sluice.test["waypoint-not-found"]

import data.sluice.fixture
import data.sluice.rules.references["waypoint-not-found"] as rule

gateway := {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "waypoint", "namespace": "shop"},
}

found(kind, metadata) := {[item.at.path, item.severity] | some item in report} if {
	body := {"apiVersion": "v1", "kind": kind, "metadata": metadata}
	report := rule.report with input as fixture.repository([gateway, body])
}

labelled(name) := {"istio.io/use-waypoint": name}

place := ["metadata", "labels", "istio.io/use-waypoint"]

test_a_waypoint_that_is_there_passes if {
	found("Namespace", {"name": "shop", "labels": labelled("waypoint")}) == set()
	found("Service", {"name": "cart", "namespace": "shop", "labels": labelled("none")}) == set()
	found("Service", {
		"name": "ledger",
		"namespace": "pay",
		"labels": object.union(labelled("waypoint"), {"istio.io/use-waypoint-namespace": "shop"}),
	}) == set()
}

test_a_waypoint_that_is_not_there if {
	found("Namespace", {"name": "shop", "labels": labelled("gone")}) == {[place, "warning"]}
	found("Service", {"name": "a", "namespace": "pay", "labels": labelled("waypoint")}) == {[place, "info"]}
}
