package sluice.test["cors-open-with-credentials"]

import data.sluice.fixture
import data.sluice.rules.routing["cors-open-with-credentials"] as rule

of(api_version, kind, spec) := {
	"apiVersion": api_version,
	"kind": kind,
	"metadata": {"name": "a", "namespace": "shop"},
	"spec": spec,
}

found(body) := {item.at.path | some item in report} if {
	report := rule.report with input as fixture.repository([body])
}

routes(policy) := of("networking.istio.io/v1", "VirtualService", {"http": [{"corsPolicy": policy}]})

one_origin(origin) := routes({"allowOrigins": [{"exact": "https://a.example.com"}, origin], "allowCredentials": true})

path := ["spec", "http", 0, "corsPolicy", "allowOrigins", 1]

test_origins_that_are_named_pass if {
	found(one_origin({"exact": "https://b.example.com"})) == set()
	found(one_origin({"prefix": "https://b.example.com"})) == set()
	found(one_origin({"regex": `https://[a-z]+\.example\.com`})) == set()
	found(one_origin({"regex": "("})) == set()
}

test_without_credentials_any_may_come if {
	found(routes({"allowOrigins": [{"regex": ".*"}]})) == set()
	found(routes({"allowOrigins": [{"regex": ".*"}], "allowCredentials": false})) == set()
}

test_every_origin if {
	every origin in [{"regex": ".*"}, {"regex": "https?://.+"}, {"exact": "*"}, {"prefix": "https://"}] {
		found(one_origin(origin)) == {path}
	}
}

test_of_a_route_of_the_gateway_api if {
	cors := {"type": "CORS", "cors": {"allowOrigins": ["https://a.example.com", "*"], "allowCredentials": true}}
	found(of("gateway.networking.k8s.io/v1", "HTTPRoute", {"rules": [{"filters": [cors]}]})) == {[
		"spec", "rules", 0, "filters", 0, "cors", "allowOrigins", 1,
	]}
}
