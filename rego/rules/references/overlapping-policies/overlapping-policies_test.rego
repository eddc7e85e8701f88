package sluice.test["overlapping-policies"]

import data.sluice.fixture
import data.sluice.rules.references["overlapping-policies"] as rule

sidecar(name, namespace, spec) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "Sidecar",
	"metadata": {"name": name, "namespace": namespace},
	"spec": spec,
}

selecting(labels) := {"workloadSelector": {"labels": labels}}

deployment := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": {"app": "cart", "version": "v1"}}}},
}

found(bodies) := {[item.at.document, item.at.path] | some item in report} if {
	report := rule.report with input as fixture.repository(bodies)
}

test_policies_apart_pass if {
	found([sidecar("a", "shop", {}), sidecar("a", "pay", {})]) == set()
	found([deployment, sidecar("a", "shop", {}), sidecar("b", "shop", selecting({"app": "cart"}))]) == set()
}

test_two_for_a_namespace if {
	found([sidecar("a", "shop", {}), sidecar("b", "shop", {"egress": []})]) == {[1, ["metadata", "name"]]}
}

test_two_for_a_pod if {
	found([
		deployment,
		sidecar("a", "shop", selecting({"app": "cart"})),
		sidecar("b", "shop", selecting({"version": "v1"})),
	]) == {[2, ["spec", "workloadSelector", "labels"]]}
}
