package sluice.test.main

import data.sluice.fixture
import data.sluice.main

large := fixture.input_of(all_to("v2"), all_to("v2"), all_to("v1"))

all_to(name) := [fixture.to(name, 100)]

configured(rules) := verdict if {
	verdict := main.verdict with input as fixture.patched(large, "/config/rules", rules)
}

step_severities(verdict) := {item.severity | some item in verdict.violations; item.rule == "step-too-large"}

test_every_rule_runs_and_says_what_it_is if {
	rules := {name | some category, name; data.sluice.rules[category][name]}
	count(rules) > 8
	verdict := main.verdict with input as large
	rules == {name | some name in verdict.rules}
	every category, name in {[category, name] | some category, name; data.sluice.rules[category][name]} {
		about := data.sluice.rules[name[0]][name[1]].about
		about.title != ""
		about.description != ""
		about.custom.remedy != ""
		category == name
		about.custom.severity in {"error", "warning", "info"}
	}
}

test_a_violation_is_whole if {
	some item in configured({}).violations
	object.keys(item) == {"rule", "severity", "message", "remedy", "at", "fix"}
}

test_the_configuration_sets_the_severity if {
	step_severities(configured({})) == {"warning"}
	step_severities(configured({"step-too-large": {"severity": "error"}})) == {"error"}
}

test_off_is_off if {
	verdict := configured({"step-too-large": {"severity": "off"}})
	step_severities(verdict) == set()
	not "step-too-large" in verdict.rules
}

of_categories(rules, categories) := verdict if {
	one := fixture.patched(fixture.patched(large, "/config/rules", rules), "/config/categories", categories)
	verdict := main.verdict with input as one
}

test_a_category_sets_the_severity_of_its_rules if {
	step_severities(of_categories({}, {"walks": "error"})) == {"error"}
	step_severities(of_categories({}, {"routing": "error"})) == {"warning"}
	step_severities(of_categories({}, {"walks": "off"})) == set()
	step_severities(of_categories({"step-too-large": {"severity": "info"}}, {"walks": "off"})) == {"info"}
	"in-flight-destination-removed" in of_categories({}, {"walks": "off"}).rules
}

test_a_category_that_is_not_there_is_told if {
	one := fixture.patched(large, "/mesh/config", {"rules": {}, "categories": {"walk": "off"}})
	verdict := main.verdict with input as one
	some item in verdict.violations
	item.message == "there is no category walk of rules, so this has no effect"
}

test_a_locked_rule_stays if {
	"in-flight-destination-removed" in configured({"in-flight-destination-removed": {"severity": "off"}}).rules
}

test_own_rules_are_errors if {
	verdict := main.verdict with input as large with data.sluice.own.reports as {"office.hours": {"not on Fridays"}}
	some item in verdict.violations
	item == {"rule": "own/office.hours", "severity": "error", "message": "not on Fridays", "remedy": "", "at": null, "fix": []}
}

test_own_rules_can_name_a_place if {
	at := {"document": 0, "path": ["spec"]}
	verdict := main.verdict with input as large
		with data.sluice.own.reports as {"a": {{"msg": "here", "at": at, "remedy": "there"}}}
	some item in verdict.violations
	item == {"rule": "own/a", "severity": "error", "message": "here", "remedy": "there", "at": at, "fix": []}
}

test_an_own_rule_that_is_no_report_item_is_not_lost if {
	verdict := main.verdict with input as large with data.sluice.own.reports as {"a": {3}}
	some item in verdict.violations
	item.message == 3
}

test_own_rules_can_be_turned_off if {
	off := fixture.patched(large, "/config/rules", {"own/a": {"severity": "off"}})
	verdict := main.verdict with input as off with data.sluice.own.reports as {"a": {"no"}}
	not "own/a" in verdict.rules
	{item.rule | some item in verdict.violations} == {"step-too-large"}
}

raising := {
	"raise": [{"target": "T", "namespace": "shop"}, {"target": "U", "namespace": "ops"}],
	"now": {"epochMs": 0},
	"config": {"rules": {}},
}

raise_violations(holds) := {[item.rule, item.message, item.at] | some item in verdict.violations} if {
	verdict := main.verdict with input as raising
		with data.sluice.own.reports as {"office": {"this judges changes"}}
		with data.sluice.own.holds as {"office": holds}
}

test_an_own_rule_holds_raises if {
	raise_violations({"not on Fridays"}) == {["own/office", "not on Fridays", null]}
	raise_violations({{"message": "not now", "target": "U"}}) == {["own/office", "not now", {"document": 1, "path": []}]}
	raise_violations({{"message": "not now", "target": "V"}}) == set()
}

test_what_holds_raises_judges_no_change if {
	verdict := main.verdict with input as large with data.sluice.own.holds as {"office": {"not on Fridays"}}
	not "own/office" in {item.rule | some item in verdict.violations}
	"own/office" in verdict.rules
}

test_every_rule_can_be_asked_about_a_raise if {
	verdict := main.verdict with input as raising
	count(verdict.violations) == 0
	count(verdict.rules) > 8
}

set_for(rules) := {[item.message, item.at.path] | some item in verdict.violations; item.rule == "unknown-rule"} if {
	documents := [{"file": "a.yaml", "value": {}}, {"file": "sluice.yaml", "value": {"kind": "Config"}}]
	one := fixture.patched(fixture.patched(large, "/mesh/config", {"rules": rules}), "/documents", documents)
	verdict := main.verdict with input as one with data.sluice.own.reports as {"office": set()}
}

test_a_rule_that_is_not_there_is_told if {
	set_for({"step-too-large": {}, "own/office": {}}) == set()
	set_for({"outside-windows": {}}) == {[
		"there is no rule outside-windows, so this has no effect",
		["spec", "rules", "outside-windows"],
	]}
}
