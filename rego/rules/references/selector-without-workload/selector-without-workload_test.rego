package sluice.test["selector-without-workload"]

import data.sluice.fixture
import data.sluice.rules.references["selector-without-workload"] as rule

deployment(name, namespace, labels) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": namespace},
	"spec": {"template": {"metadata": {"labels": labels}}},
}

checkout := deployment("checkout", "shop", {"app": "checkout", "version": "v1"})

ingress := deployment("ingress", "edge", {"istio": "ingress"})

of(api_version, kind, spec) := {
	"apiVersion": api_version,
	"kind": kind,
	"metadata": {"name": "a", "namespace": "shop"},
	"spec": spec,
}

policy(labels) := of("security.istio.io/v1", "AuthorizationPolicy", {"selector": {"matchLabels": labels}})

service(labels) := of("v1", "Service", {"selector": labels})

gateway(labels) := of("networking.istio.io/v1", "Gateway", {"selector": labels})

found(bodies) := {item.at.path | some item in report} if {
	report := rule.report with input as fixture.repository(bodies)
}

test_what_selects_something_passes if {
	found([checkout, policy({"app": "checkout"}), service({"app": "checkout", "version": "v1"})]) == set()
	found([checkout, policy({}), service({})]) == set()
	found([checkout, ingress, gateway({"istio": "ingress"})]) == set()
}

test_what_selects_nothing if {
	found([checkout, policy({"app": "chekout"})]) == {["spec", "selector", "matchLabels"]}
	found([checkout, service({"app": "checkout", "version": "v2"})]) == {["spec", "selector"]}
	found([checkout, of("networking.istio.io/v1", "Sidecar", {"workloadSelector": {"labels": {"app": "cart"}}})]) == {[
		"spec", "workloadSelector", "labels",
	]}
	found([checkout, deployment("cart", "pay", {"app": "cart"}), service({"app": "cart"})]) == {["spec", "selector"]}
}

test_a_gateway_that_selects_nothing if {
	found([checkout, ingress, gateway({"istio": "ingresss"})]) == {["spec", "selector"]}
}

test_of_pods_that_are_elsewhere_nothing_is_said if {
	found([policy({"app": "checkout"}), service({"app": "checkout"})]) == set()
	found([deployment("cart", "pay", {"app": "cart"}), service({"app": "checkout"})]) == set()
	found([checkout, gateway({"istio": "ingressgateway"})]) == set()
	found([checkout, gateway({"app": "ingressgateway"})]) == set()
}

test_a_copy_of_flagger_is_selected if {
	canary := of("flagger.app/v1beta1", "Canary", {"targetRef": {"name": "checkout"}})
	found([checkout, canary, service({"app": "checkout-primary"})]) == set()
}

test_a_machine_is_selected if {
	machine := of("networking.istio.io/v1", "WorkloadEntry", {"address": "10.0.0.1", "labels": {"app": "legacy"}})
	found([checkout, machine, service({"app": "legacy"})]) == set()
}
