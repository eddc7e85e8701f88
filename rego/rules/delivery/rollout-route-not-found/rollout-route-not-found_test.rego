package sluice.test["rollout-route-not-found"]

import data.sluice.fixture
import data.sluice.rules.delivery["rollout-route-not-found"] as rule

rollout(istio) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"strategy": {"canary": {"trafficRouting": {"istio": istio}}}},
}

routes := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"http": [{"name": "primary"}, {"route": []}]},
}

subsets := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "DestinationRule",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"subsets": [{"name": "stable"}, {"name": "canary"}]},
}

reported(istio) := {[item.at.path, item.message] | some item in report} if {
	report := rule.report with input as fixture.repository([rollout(istio), routes, subsets])
}

at(path) := array.concat(["spec", "strategy", "canary", "trafficRouting", "istio"], path)

test_what_is_there_passes if {
	reported({
		"virtualService": {"name": "cart", "routes": ["primary"]},
		"destinationRule": {"name": "cart", "canarySubsetName": "canary", "stableSubsetName": "stable"},
	}) == set()
	reported({"virtualServices": [{"name": "cart"}]}) == set()
}

test_no_such_object_is_told if {
	reported({"virtualService": {"name": "gone"}, "destinationRule": {"name": "gone"}}) == {
		[at(["virtualService", "name"]), "there is no VirtualService shop/gone"],
		[at(["destinationRule", "name"]), "there is no DestinationRule shop/gone"],
	}
	reported({"virtualServices": [{"name": "cart"}, {"name": "gone"}]}) == {[
		at(["virtualServices", 1, "name"]),
		"there is no VirtualService shop/gone",
	]}
}

test_no_such_rule_is_told if {
	reported({"virtualService": {"name": "cart", "routes": ["primary", "other"]}}) == {[
		at(["virtualService", "routes", 1]),
		"the VirtualService shop/cart has no rule other",
	]}
}

test_no_such_subset_is_told if {
	one := {"name": "cart", "canarySubsetName": "v9", "stableSubsetName": "stable"}
	reported({"destinationRule": one}) == {[
		at(["destinationRule", "canarySubsetName"]),
		"the DestinationRule shop/cart has no subset v9",
	]}
}

test_another_namespace_is_not_looked_at if reported({"virtualService": {"name": "gone.pay"}}) == set()
