package sluice.test["runs-as-proxy"]

import data.sluice.fixture
import data.sluice.rules.references["runs-as-proxy"] as rule

found(spec) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"template": {"spec": spec}},
	}
	report := rule.report with input as fixture.repository([body])
}

by_user(user) := {"securityContext": {"runAsUser": user}}

test_other_users_pass if {
	found({"containers": [object.union({"name": "app"}, by_user(1000))]}) == set()
	found({"containers": [object.union({"name": "istio-proxy"}, by_user(1337))]}) == set()
}

test_the_proxys_user if {
	found({"containers": [{"name": "b"}, object.union({"name": "app"}, by_user(1337))]}) == {[
		"spec", "template", "spec", "containers", 1, "securityContext", "runAsUser",
	]}
	found(by_user(1337)) == {["spec", "template", "spec", "securityContext", "runAsUser"]}
}
