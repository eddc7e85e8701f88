package sluice.test["app-runs-as-proxy"]

import data.sluice.fixture
import data.sluice.rules.security["app-runs-as-proxy"] as rule

reported(spec) := {[item.at.path, item.message] | some item in report} if {
	workload := {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"metadata": {"name": "cart", "namespace": "shop"},
		"spec": {"template": {"spec": spec}},
	}
	report := rule.report with input as fixture.repository([workload])
}

proxy := {"runAsUser": 1337}

test_another_user_passes if {
	reported({"containers": [{"name": "app", "securityContext": {"runAsUser": 1000}}]}) == set()
	reported({"containers": [{"name": "istio-proxy", "securityContext": proxy}]}) == set()
}

test_the_proxys_user_is_told if {
	reported({"securityContext": proxy, "containers": [{"name": "app"}]}) == {[
		["spec", "template", "spec", "securityContext", "runAsUser"],
		"the pods of shop/cart run as the user of the proxy",
	]}
	reported({"containers": [{"name": "a"}, {"name": "app", "securityContext": proxy}]}) == {[
		["spec", "template", "spec", "containers", 1, "securityContext", "runAsUser"],
		"the container app runs as the user of the proxy",
	]}
}

test_a_gateway_passes if {
	reported({"securityContext": proxy, "containers": [{"name": "istio-proxy", "image": "auto"}]}) == set()
}

test_a_pod_alone_counts if {
	one := {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "cart"},
		"spec": {"containers": [{"name": "app", "securityContext": proxy}]},
	}
	some item in rule.report with input as fixture.repository([one])
	item.at.path == ["spec", "containers", 0, "securityContext", "runAsUser"]
}
