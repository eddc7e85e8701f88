package sluice.test["canary-target-not-found"]

import data.sluice.fixture
import data.sluice.rules.delivery["canary-target-not-found"] as rule

canary(reference) := {
	"apiVersion": "flagger.app/v1beta1",
	"kind": "Canary",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"targetRef": reference},
}

workload(namespace, name) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": namespace},
}

reported(reference, bodies) := report if {
	report := rule.report with input as fixture.repository(array.concat([canary(reference)], bodies))
}

deployment := {"apiVersion": "apps/v1", "kind": "Deployment", "name": "cart"}

test_a_workload_passes if {
	reported(deployment, [workload("shop", "cart")]) == set()
	reported({"kind": "Deployment", "name": "cart"}, [workload("shop", "cart")]) == set()
}

test_no_such_workload_is_told if {
	some item in reported(deployment, [workload("shop", "users"), workload("pay", "cart")])
	item.at == {"document": 0, "path": ["spec", "targetRef", "name"]}
	item.message == "there is no Deployment shop/cart"
}

test_where_the_repository_has_no_workloads_nothing_is_said if {
	reported(deployment, []) == set()
	reported(deployment, [workload("pay", "users")]) == set()
	reported({"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "cart"}, [workload("shop", "users")]) == set()
}

test_a_service_may_be_the_target if {
	service := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "users", "namespace": "shop"}}
	count(reported({"apiVersion": "v1", "kind": "Service", "name": "cart"}, [service])) == 1
	reported({"apiVersion": "v1", "kind": "Service", "name": "users"}, [service]) == set()
}
