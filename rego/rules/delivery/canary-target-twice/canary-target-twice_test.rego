package sluice.test["canary-target-twice"]

import data.sluice.fixture
import data.sluice.rules.delivery["canary-target-twice"] as rule

canary(namespace, name, kind) := {
	"apiVersion": "flagger.app/v1beta1",
	"kind": "Canary",
	"metadata": {"name": name, "namespace": namespace},
	"spec": {"targetRef": {"apiVersion": "apps/v1", "kind": kind, "name": "cart"}},
}

reported(bodies) := report if report := rule.report with input as fixture.repository(bodies)

test_one_each_passes if {
	reported([
		canary("shop", "a", "Deployment"),
		canary("pay", "b", "Deployment"),
		canary("shop", "c", "DaemonSet"),
	]) == set()
}

test_two_of_one_are_told if {
	items := reported([canary("shop", "a", "Deployment"), canary("shop", "b", "Deployment")])
	{[item.at.document, item.message] | some item in items} == {
		[0, "the Canary shop/b is of the same Deployment"],
		[1, "the Canary shop/a is of the same Deployment"],
	}
	every item in items { item.at.path == ["spec", "targetRef"] }
}
