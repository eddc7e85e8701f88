package sluice.test["rollout-workload-not-found"]

import data.sluice.fixture
import data.sluice.rules.delivery["rollout-workload-not-found"] as rule

rollout := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "cart"}},
}

workload(name) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "shop"},
}

reported(bodies) := report if {
	report := rule.report with input as fixture.repository(array.concat([rollout], bodies))
}

test_a_workload_passes if reported([workload("cart")]) == set()

test_no_such_workload_is_told if {
	some item in reported([workload("users")])
	item.at == {"document": 0, "path": ["spec", "workloadRef", "name"]}
	item.message == "there is no Deployment shop/cart"
}

test_where_the_repository_has_no_workloads_nothing_is_said if reported([]) == set()

test_pods_of_its_own_pass if {
	own := object.union(rollout, {"spec": {"workloadRef": null}})
	count(rule.report) == 0 with input as fixture.repository([own, workload("users")])
}
