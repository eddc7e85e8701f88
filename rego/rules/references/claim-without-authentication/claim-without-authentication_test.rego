package sluice.test["claim-without-authentication"]

import data.sluice.fixture
import data.sluice.rules.references["claim-without-authentication"] as rule

claim := "@request.auth.claims.group"

gateway := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "front", "namespace": "shop"},
	"spec": {"selector": {"istio": "ingress"}},
}

deployment := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "ingress", "namespace": "edge"},
	"spec": {"template": {"metadata": {"labels": {"istio": "ingress", "app": "ingress"}}}},
}

authentication(namespace, selector) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "RequestAuthentication",
	"metadata": {"name": "people", "namespace": namespace},
	"spec": {"selector": {"matchLabels": selector}},
}

found(gateways, bodies) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "front", "namespace": "shop"},
		"spec": {"gateways": gateways, "http": [{"match": [{"headers": {"x": {}, claim: {"exact": "staff"}}}]}]},
	}
	report := rule.report with input as fixture.repository(array.concat(bodies, [body]))
}

place := ["spec", "http", 0, "match", 0, "headers", claim, "name"]

test_a_claim_that_is_checked_passes if {
	found(["front"], [gateway, authentication("edge", {"istio": "ingress"})]) == set()
	found(["front"], [gateway, deployment, authentication("edge", {"app": "ingress"})]) == set()
	found(["front"], [gateway, deployment, authentication("edge", {})]) == set()
	found(["front"], [gateway, authentication("istio-system", {})]) == set()
}

test_a_claim_that_nothing_checks if {
	found(["front"], [gateway]) == {place}
	found(["front"], [gateway, deployment, authentication("edge", {"app": "checkout"})]) == {place}
	found(["mesh"], [authentication("shop", {})]) == {place}
}

test_a_gateway_that_is_elsewhere_may_be_looked_after_there if found(["edge/other"], []) == set()
