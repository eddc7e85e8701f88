package sluice.test["rollout-service-not-found"]

import data.sluice.fixture
import data.sluice.rules.delivery["rollout-service-not-found"] as rule

rollout(strategy) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"strategy": strategy},
}

service(namespace, name) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": namespace}}

paths_of(strategy, bodies) := {item.at.path | some item in report} if {
	report := rule.report with input as fixture.repository(array.concat([rollout(strategy)], bodies))
}

canary := {"canary": {"stableService": "cart-stable", "canaryService": "cart"}}

test_services_pass if paths_of(canary, [service("shop", "cart"), service("shop", "cart-stable")]) == set()

test_no_such_service_is_told if {
	paths_of(canary, [service("shop", "cart"), service("pay", "cart-stable")]) == {[
		"spec", "strategy",
		"canary", "stableService",
	]}
	paths_of({"blueGreen": {"activeService": "a"}}, [service("shop", "cart")]) == {[
		"spec", "strategy",
		"blueGreen", "activeService",
	]}
}

test_where_the_repository_has_no_services_nothing_is_said if paths_of(canary, [service("pay", "a")]) == set()

test_a_rollout_without_services_passes if paths_of({"canary": {}}, [service("shop", "a")]) == set()
