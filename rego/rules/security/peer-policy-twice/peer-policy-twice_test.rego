package sluice.test["peer-policy-twice"]

import data.sluice.fixture
import data.sluice.rules.security["peer-policy-twice"] as rule

peer(namespace, name, spec) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "PeerAuthentication",
	"metadata": {"name": name, "namespace": namespace},
	"spec": spec,
}

reported(bodies) := report if report := rule.report with input as fixture.repository(bodies)

strict := {"mtls": {"mode": "STRICT"}}

test_one_for_all_passes if {
	reported([
		peer("shop", "default", strict),
		peer("pay", "default", strict),
		peer("shop", "cart", object.union(strict, {"selector": {"matchLabels": {"app": "cart"}}})),
	]) == set()
}

test_two_are_told if {
	items := reported([peer("shop", "default", strict), peer("shop", "late", {})])
	{[item.at.document, item.message] | some item in items} == {
		[0, "late is for all of the namespace shop as well"],
		[1, "default is for all of the namespace shop as well"],
	}
}
