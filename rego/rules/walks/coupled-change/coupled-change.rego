# METADATA
# title: A walk's change that does more than move weight
# description: |
#   Only weights are walked. All else of the change goes live at once, for everybody, and a rollback does not take it
#   back.
# custom:
#   severity: info
#   remedy: make the other change first, then the weights
package sluice.rules.walks["coupled-change"]

import data.sluice.lib.mesh
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(rule.source, [])} if {
	some target in mesh.covered
	some rule in mesh.asked[target]
	some old in mesh.before[target]
	mesh.shares(rule) != mesh.shares(old)
	changed := different(rule, old) | policies(rule)
	count(changed) > 0
	message := sprintf("besides the weights of %s this changes its %s: that goes live at once and stays after a rollback", [
		target,
		concat(", ", sort(changed)),
	])
}

different(rule, old) := {"match" | rule.matches != old.matches} | {field |
	some field in (object.keys(rule.action) | object.keys(old.action))
	field != "destinations"
	object.get(rule.action, field, null) != object.get(old.action, field, null)
}

# What DestinationRules say of the services that it routes to.
policies(rule) := {sprintf("policy of %s", [host]) |
	some item in rule.action.destinations
	host := item.destination.host
	host in other_policy
}

other_policy contains host if {
	some host, one in mesh.service
	one.policy != mesh.service_before[host].policy
}

# A subset that is new, or gone, has no other policy.
other_policy contains host if {
	some host, one in mesh.service
	some old in mesh.service_before[host].subsets
	some subset in one.subsets
	subset.name == old.name
	subset.policy != old.policy
}
