# METADATA
# title: The verdict
# description: |
#   Finds every rule by its data path, asks it, and adds name, severity and remedy to what it reports. The host sorts.
package sluice.main

import data.sluice.lib.config
import data.sluice.lib.place
import data.sluice.lib.waivers

verdict := {
	"rules": sort(names),
	"violations": violations,
}

names contains name if some name, _ in built_in

names contains name if some name, _ in own

names contains name if some name, _ in own_holds

# Rules that ship with Sluice, but those that the configuration turns off.
built_in[name] := {"category": category, "custom": custom} if {
	some category, name
	custom := data.sluice.rules[category][name].about.custom
	severity(category, name, custom, custom.severity) != "off"
}

# A change is judged by all; raises, which are no change, by the rules that speak of them.
asked[name] := rule if {
	some name, rule in built_in
	not input.raise
}

asked[name] := rule if {
	some name, rule in built_in
	input.raise
	rule.custom.raises
}

# A locked rule guards what Sluice itself relies on: no configuration changes its severity.
severity(_, _, custom, own_severity) := own_severity if custom.locked

severity(category, name, custom, own_severity) := config.severity_in(category, name, own_severity) if not custom.locked

# Rules of the mesh repository, listed by a module that is generated when they are compiled.
own[name] := denials if {
	some package_name, denials in data.sluice.own.reports
	name := sprintf("own/%s", [package_name])
	config.severity(name, "error") != "off"
}

own_holds[name] := holds if {
	some package_name, holds in data.sluice.own.holds
	name := sprintf("own/%s", [package_name])
	config.severity(name, "error") != "off"
}

# What somebody answers for is not held against the change.
violations contains violation if {
	some violation in reported
	count(waived_by(violation)) == 0
}

violations contains violation if {
	not input.raise
	needed := union({waived_by(violation) | some violation in reported})
	some violation in waivers.notices(needed)
}

# A locked rule can't be waived.
waived_by(violation) := set() if asked[violation.rule].custom.locked

waived_by(violation) := waivers.covering(violation) if not asked[violation.rule].custom.locked

reported contains violation if {
	some name, rule in asked
	some item in data.sluice.rules[rule.category][name].report
	violation := {
		"rule": name,
		"severity": severity(rule.category, name, rule.custom, object.get(item, "severity", rule.custom.severity)),
		"message": item.message,
		"remedy": object.get(item, "remedy", rule.custom.remedy),
		"at": item.at,
		"fix": object.get(item, "fix", []),
	}
}

reported contains violation if {
	not input.raise
	some name, denials in own
	some item in denials
	violation := {
		"rule": name,
		"severity": config.severity(name, field(item, "severity", "error")),
		"message": field(item, "message", field(item, "msg", item)),
		"remedy": field(item, "remedy", ""),
		"at": field(item, "at", null),
		"fix": field(item, "fix", []),
	}
}

reported contains violation if {
	input.raise
	some name, holds in own_holds
	some item in holds
	some at in raise_places(field(item, "target", null))
	violation := {
		"rule": name,
		"severity": config.severity(name, "error"),
		"message": field(item, "message", field(item, "msg", item)),
		"remedy": field(item, "remedy", ""),
		"at": at,
		"fix": [],
	}
}

# What is set for a rule that is not there has no effect, and its author should know.
reported contains violation if {
	some name, _ in input.mesh.config.rules
	not known[name]
	violation := {
		"rule": "unknown-rule",
		"severity": "warning",
		"message": sprintf("there is no rule %s, so this has no effect", [name]),
		"remedy": "write the name as findings show it",
		"at": place.config(["rules", name]),
		"fix": [],
	}
}

reported contains violation if {
	some name, _ in object.get(input, ["mesh", "config", "categories"], {})
	not data.sluice.rules[name]
	violation := {
		"rule": "unknown-rule",
		"severity": "warning",
		"message": sprintf("there is no category %s of rules, so this has no effect", [name]),
		"remedy": sprintf("name one of %s", [concat(", ", sort([each | some each, _ in data.sluice.rules]))]),
		"at": place.config(["categories", name]),
		"fix": [],
	}
}

known contains name if {
	some _, rules in data.sluice.rules
	some name, _ in rules
}

known contains sprintf("own/%s", [name]) if some name, _ in data.sluice.own.reports

known contains sprintf("own/%s", [name]) if some name, _ in data.sluice.own.holds

# An item without a target speaks of every raise; of a target that is not raised there is nothing to say.
raise_places(null) := {null}

raise_places(target) := {place.raise(i) | some i, raise in input.raise; raise.target == target} if target != null

field(item, name, otherwise) := object.get(item, name, otherwise) if is_object(item)

field(item, _, otherwise) := otherwise if not is_object(item)
