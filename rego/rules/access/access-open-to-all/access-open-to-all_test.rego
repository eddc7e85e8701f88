package sluice.test["access-open-to-all"]

import data.sluice.fixture
import data.sluice.rules.access["access-open-to-all"] as rule

policy(action, rules) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "AuthorizationPolicy",
	"metadata": {"name": "p", "namespace": "shop"},
	"spec": {"action": action, "rules": rules},
}

paths_of(action, rules) := {item.at.path | some item in report} if {
	report := rule.report with input as fixture.repository([policy(action, rules)])
}

from(fields) := {"from": [{"source": fields}]}

to(fields) := {"to": [{"operation": fields}]}

test_who_is_named_passes if {
	paths_of("ALLOW", [from({"ipBlocks": ["10.0.0.0/8"]})]) == set()
	paths_of("ALLOW", [from({"principals": ["*"]})]) == set()
}

test_paths_and_conditions_pass if {
	paths_of("ALLOW", [to({"paths": ["/"]})]) == set()
	paths_of("ALLOW", [to({"notPaths": ["/admin"]})]) == set()
	paths_of("ALLOW", [{"when": [{"key": "source.namespace", "values": ["shop"]}]}]) == set()
}

test_an_empty_rule_allows_everything if {
	paths_of("ALLOW", [from({"ipBlocks": ["10.0.0.0/8"]}), {}]) == {["spec", "rules", 1]}
	paths_of("ALLOW", [from({})]) == {["spec", "rules", 0]}
	paths_of("ALLOW", [{"from": [], "to": null}]) == {["spec", "rules", 0]}
}

test_every_path_by_every_method_is_everything if {
	paths_of("ALLOW", [to({"paths": ["/*"]})]) == {["spec", "rules", 0]}
	paths_of("ALLOW", [to({"paths": ["*"], "methods": ["GET", "*"]})]) == {["spec", "rules", 0]}
	paths_of("ALLOW", [to({"paths": ["*"], "methods": ["GET"]})]) == set()
	paths_of("ALLOW", [to({"paths": ["*"], "notMethods": ["GET"]})]) == set()
}

test_a_policy_without_an_action_allows if {
	one := json.remove(policy("ALLOW", [{}]), ["spec/action"])
	count(rule.report) == 1 with input as fixture.repository([one])
}

test_a_denial_of_everybody_passes if paths_of("DENY", [{}]) == set()

test_no_rules_allow_nothing if {
	paths_of("ALLOW", []) == set()
	count(rule.report) == 0 with input as fixture.repository([object.union(policy("ALLOW", []), {"spec": null})])
}

test_what_is_no_rule_is_left_to_the_reader if paths_of("ALLOW", ["all", null, 3]) == set()
