package sluice.test["access-open-to-all"]

import data.sluice.fixture
import data.sluice.rules.access["access-open-to-all"] as rule

none := {"ipBlocks": [], "notIpBlocks": [], "remoteIpBlocks": [], "notRemoteIpBlocks": []}

paths := {"paths": [{"kind": "exact", "value": "/"}], "notPaths": [], "methods": [], "notMethods": []}

from(blocks) := object.union(none, {"ipBlocks": blocks})

paths_of(action, rules) := {item.at.path | some item in report} if {
	policy := {"name": "p", "action": action, "rules": rules, "source": fixture.source([])}
	report := rule.report with input as {"mesh": {"access": [policy]}}
}

test_an_address_range_passes if paths_of("ALLOW", [{"from": [from(["10.0.0.0/8"])], "to": []}]) == set()

test_paths_for_everybody_pass if paths_of("ALLOW", [{"from": [], "to": [paths]}]) == set()

test_an_empty_rule_allows_everything if {
	paths_of("ALLOW", [{"from": [], "to": []}]) == {["spec", "rules", 0]}
	paths_of("ALLOW", [{"from": [none], "to": []}]) == {["spec", "rules", 0]}
}

test_every_address if {
	paths_of("ALLOW", [{"from": [from(["10.0.0.0/8", "0.0.0.0/0"]), from(["::/0"])], "to": [paths]}]) == {
		["spec", "rules", 0, "from", 0, "source", "ipBlocks", 1],
		["spec", "rules", 0, "from", 1, "source", "ipBlocks", 0],
	}
}

test_a_denial_of_everybody_passes if paths_of("DENY", [{"from": [], "to": []}]) == set()

test_no_rules_allow_nothing if paths_of("ALLOW", []) == set()
