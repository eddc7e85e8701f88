package sluice.test["service-entry-without-address"]

import data.sluice.fixture
import data.sluice.rules.references["service-entry-without-address"] as rule

found(spec) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "ServiceEntry",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": spec,
	}
	report := rule.report with input as fixture.repository([body])
}

port(protocol) := {"number": 3306, "protocol": protocol}

test_what_is_told_apart_passes if {
	found({"ports": [port("TLS"), port("HTTP")]}) == set()
	found({"addresses": ["10.0.0.1"], "ports": [port("TCP")]}) == set()
}

test_what_is_not if found({"ports": [port("TLS"), port("mysql")]}) == {["spec", "ports", 1]}
