package sluice.test["target-port-not-found"]

import data.sluice.fixture
import data.sluice.rules.references["target-port-not-found"] as rule

deployment := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"template": {
		"metadata": {"labels": {"app": "cart"}},
		"spec": {"containers": [{"name": "app", "ports": [{"name": "web", "containerPort": 8080}]}]},
	}},
}

found(app, target) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "v1",
		"kind": "Service",
		"metadata": {"name": "cart", "namespace": "shop"},
		"spec": {"selector": {"app": app}, "ports": [{"port": 80, "targetPort": target}]},
	}
	report := rule.report with input as fixture.repository([deployment, body])
}

test_ports_that_are_there_pass if {
	found("cart", "web") == set()
	found("cart", 9090) == set()
}

test_a_port_that_no_container_has if found("cart", "http") == {["spec", "ports", 0, "targetPort"]}

test_of_other_pods_nothing_is_said if found("mail", "http") == set()
