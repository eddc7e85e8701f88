package sluice.test["access-from-everywhere"]

import data.sluice.fixture
import data.sluice.rules.access["access-from-everywhere"] as rule

reported(action, rules) := {[item.at.path, item.severity] | some item in report} if {
	policy := {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "p", "namespace": "shop"},
		"spec": {"action": action, "rules": rules},
	}
	report := rule.report with input as fixture.repository([policy])
}

from(sources) := {"from": [{"source": source} | some source in sources]}

test_a_range_passes if reported("ALLOW", [from([{"ipBlocks": ["10.0.0.0/8", "192.0.2.7"]}])]) == set()

test_every_address_is_told if {
	reported("ALLOW", [from([{"ipBlocks": ["10.0.0.0/8", "0.0.0.0/0"]}, {"remoteIpBlocks": ["::/0"]}])]) == {
		[["spec", "rules", 0, "from", 0, "source", "ipBlocks", 1], "error"],
		[["spec", "rules", 0, "from", 1, "source", "remoteIpBlocks", 0], "error"],
	}
}

test_beside_a_name_it_only_says_nothing if {
	reported("ALLOW", [from([{"ipBlocks": ["0.0.0.0/0"], "namespaces": ["shop"]}])]) == {[
		["spec", "rules", 0, "from", 0, "source", "ipBlocks", 0],
		"warning",
	]}
}

test_a_condition_of_every_address if {
	reported("ALLOW", [{"when": [{"key": "source.ip", "values": ["0.0.0.0/0"]}]}]) == {[
		["spec", "rules", 0, "when", 0, "values", 0],
		"warning",
	]}
}

test_a_denial_of_everybody_passes if reported("DENY", [from([{"ipBlocks": ["0.0.0.0/0"]}])]) == set()
