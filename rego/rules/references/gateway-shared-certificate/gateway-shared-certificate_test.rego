package sluice.test["gateway-shared-certificate"]

import data.sluice.fixture
import data.sluice.rules.references["gateway-shared-certificate"] as rule

gateway(name, certificates) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "Gateway",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {
		"selector": {"istio": "ingress"},
		"servers": [{"tls": {"credentialName": certificate}} | some certificate in certificates],
	},
}

found(bodies) := {[item.at.document, item.at.path] | some item in report} if {
	report := rule.report with input as fixture.repository(bodies)
}

test_certificates_of_their_own_pass if {
	found([gateway("a", ["one", "one"]), gateway("b", ["two"])]) == set()
}

test_one_of_two_gateways if {
	found([gateway("a", ["one"]), gateway("b", ["two", "one"])]) == {[
		1,
		["spec", "servers", 1, "tls", "credentialName"],
	]}
}
