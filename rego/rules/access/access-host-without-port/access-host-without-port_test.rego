package sluice.test["access-host-without-port"]

import data.sluice.fixture
import data.sluice.rules.access["access-host-without-port"] as rule

reported(action, operation) := report if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "p", "namespace": "shop"},
		"spec": {"action": action, "rules": [{"to": [{"operation": operation}]}]},
	}
	report := rule.report with input as fixture.repository([policy])
}

test_both_pass if {
	reported("ALLOW", {"hosts": ["a.example.com", "a.example.com:*"]}) == set()
	reported("ALLOW", {"hosts": ["a.example.com*"]}) == set()
	reported("ALLOW", {"hosts": ["*", "*.example.com", "a.example.com:8080"]}) == set()
}

test_a_host_alone_is_told if {
	some item in reported("ALLOW", {"hosts": ["a.example.com:*", "b.example.com"]})
	item.at.path == ["spec", "rules", 0, "to", 0, "operation", "hosts", 1]
	item.severity == "info"
}

test_a_way_past_a_denial_is_a_warning if {
	some item in reported("DENY", {"hosts": ["a.example.com"]})
	item.severity == "warning"
	item.message == "a request to a.example.com:443 is another host to the policy p, and gets past it"
}

test_so_is_a_way_round_an_exception if {
	some item in reported("ALLOW", {"notHosts": ["a.example.com"]})
	item.severity == "warning"
	item.remedy == "name a.example.com:* beside it"
}

test_what_is_no_text_is_left_to_the_reader if reported("ALLOW", {"hosts": [7, null]}) == set()
