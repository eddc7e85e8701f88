package sluice.test["service-entry-any-host"]

import data.sluice.fixture
import data.sluice.rules.security["service-entry-any-host"] as rule

reported(hosts) := report if {
	entry := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "ServiceEntry",
		"metadata": {"name": "outside", "namespace": "shop"},
		"spec": {"hosts": hosts},
	}
	report := rule.report with input as fixture.repository([entry])
}

test_hosts_pass if reported(["api.example.com", "*.example.com"]) == set()

test_every_host_is_told if {
	some item in reported(["api.example.com", "*"])
	item.at.path == ["spec", "hosts", 1]
	item.message == "the ServiceEntry shop/outside is for every host"
}
