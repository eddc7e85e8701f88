# METADATA
# title: A walk loses what it walks to
# description: While a walk is on, every destination that it gives traffic stays, with its Service, subset and endpoints.
# custom:
#   severity: error
#   locked: true
#   remedy: first the weights, then, once promoted, the removal
package sluice.rules.walks["in-flight-destination-removed"]

import data.sluice.lib.mesh
import data.sluice.lib.place
import data.sluice.lib.resolve

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some target in mesh.in_flight
	some rule in object.get(mesh.live, target, {})
	some item in rule.action.destinations
	item.share > 0
	why := missing(item.destination)
	at := place.at(source_of(target, rule), [])
	message := sprintf("the walk of %s gives %s to %s, but %s", [
		target,
		mesh.percent(item.share),
		mesh.show(item.destination),
		why,
	])
}

missing(destination) := why if {
	why := resolve.unresolved(destination)
} else := sprintf("its subset %s is removed", [destination.subset]) if {
	resolve.removed_subset(destination)
} else := "it has no endpoints" if {
	not resolve.has_endpoint(destination)
}

source_of(target, _) := [rule.source | some rule in mesh.asked[target]][0]

source_of(target, rule) := rule.source if not mesh.asked[target]
