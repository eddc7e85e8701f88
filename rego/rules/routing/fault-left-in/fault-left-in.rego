# METADATA
# title: A fault that was left in
# description: Faults are injected to try things out; they do not stay.
# custom:
#   severity: warning
#   remedy: remove the fault when the trial is over
package sluice.rules.routing["fault-left-in"]

import data.sluice.lib.fix
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.object.source, path), "fix": mend} if {
	some each in virtual_services.http
	is_object(each.rule.fault)
	kinds := [kind | some kind in ["abort", "delay"]; happens(each.rule.fault[kind])]
	count(kinds) > 0
	path := array.concat(each.path, ["fault"])
	mend := fix.remove(each.object.source, path)
	message := sprintf("requests of this rule meet a fault on purpose: %s", [concat(" and ", kinds)])
}

# One of no percentage happens to no request.
happens(fault) if object.get(fault, ["percentage", "value"], 0) > 0

# The old way to write it.
happens(fault) if object.get(fault, "percent", 0) > 0
