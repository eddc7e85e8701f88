package sluice.test["token-in-clear"]

import data.sluice.rules.settings["token-in-clear"] as rule

reported(address, variable) := report if {
	source := {"kind": "prometheus", "address": address, "tokenEnv": variable}
	documents := [{"file": "sluice.yaml", "value": {"kind": "Config"}}]
	report := rule.report with input as {"documents": documents, "mesh": {"config": {"sources": {"prom": source}}}}
}

test_https_passes if reported("https://prom.example.com", "TOKEN") == set()

test_without_a_token_http_passes if reported("http://prom.example.com", null) == set()

test_this_machine_passes if {
	every host in ["localhost:9090", "127.0.0.1", "[::1]:9090/api"] {
		reported(sprintf("http://%s", [host]), "TOKEN") == set()
	}
}

test_http_is_told_with_its_place if {
	some item in reported("http://localhost.example.com:9090", "TOKEN")
	item.message == "the token of the source prom goes over http to http://localhost.example.com:9090"
	item.at == {"document": 0, "path": ["spec", "sources", "prom", "prometheus", "address"]}
}
