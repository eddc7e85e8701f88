# METADATA
# title: The verdict
# description: Finds every rule by its data path, asks it, and adds name, severity and remedy to what it reports.
package sluice.main

import data.sluice.lib.config

verdict := {
	"rules": sort(names),
	"violations": sort(violations),
}

names contains name if some name, _ in built_in

names contains name if some name, _ in own

# Rules that ship with Sluice, but those that the configuration turns off.
built_in[name] := {"report": report, "custom": custom} if {
	some category, name
	custom := data.sluice.rules[category][name].about.custom
	report := data.sluice.rules[category][name].report
	severity(name, custom, custom.severity) != "off"
}

# A locked rule guards what Sluice itself relies on: no configuration changes its severity.
severity(_, custom, own_severity) := own_severity if custom.locked

severity(name, custom, own_severity) := config.severity(name, own_severity) if not custom.locked

# Rules of the mesh repository, listed by a module that is generated when they are compiled.
own[name] := denials if {
	some package_name, denials in data.sluice.own.reports
	name := sprintf("own/%s", [package_name])
	config.severity(name, "error") != "off"
}

violations contains violation if {
	some name, rule in built_in
	some item in rule.report
	violation := {
		"rule": name,
		"severity": severity(name, rule.custom, object.get(item, "severity", rule.custom.severity)),
		"message": item.message,
		"remedy": object.get(item, "remedy", rule.custom.remedy),
		"at": item.at,
	}
}

violations contains violation if {
	some name, denials in own
	some item in denials
	violation := {
		"rule": name,
		"severity": config.severity(name, "error"),
		"message": field(item, "message", field(item, "msg", item)),
		"remedy": field(item, "remedy", ""),
		"at": field(item, "at", null),
	}
}

field(item, name, otherwise) := object.get(item, name, otherwise) if is_object(item)

field(item, _, otherwise) := otherwise if not is_object(item)
