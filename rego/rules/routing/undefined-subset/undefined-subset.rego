# METADATA
# title: A subset that nothing defines
# description: A route names only subsets that a DestinationRule defines.
# custom:
#   severity: warning
#   remedy: define the subset in a DestinationRule for that host, or leave it out
package sluice.rules.routing["undefined-subset"]

import data.sluice.lib.mesh
import data.sluice.lib.place
import data.sluice.lib.resolve

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some rules in mesh.asked
	some rule in rules
	some i, item in rule.action.destinations
	resolve.undefined_subset(item.destination)
	not resolve.removed_subset(item.destination)
	at := place.at(rule.source, ["route", i, "destination", "subset"])
	message := sprintf("no DestinationRule defines the subset %s of %s: %s", [
		item.destination.subset,
		item.destination.host,
		consequence[object.get(input, ["config", "undefinedSubset"], "host")],
	])
}

consequence := {
	"host": "requests go to the whole host",
	"none": "requests go nowhere",
}
