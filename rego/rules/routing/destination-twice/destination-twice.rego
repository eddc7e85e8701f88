# METADATA
# title: A destination that is named twice
# description: Of the destinations of a rule no two are the same.
# custom:
#   severity: warning
#   remedy: give it once, with the sum of the weights
package sluice.rules.routing["destination-twice"]

import data.sluice.lib.hosts
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some n, each in virtual_services.rules
	count(each.rule.route) > 1
	some i, item in each.rule.route
	key := key_of(n, item.destination, each.object.namespace)
	min(positions[key]) < i

	# Headers of their own make two of them.
	not item.headers
	at := place.at(each.object.source, array.concat(each.path, ["route", i, "destination"]))
	message := sprintf("%s is a destination of this rule already", [key[1]])
}

positions[key] contains i if {
	some n, each in virtual_services.rules
	count(each.rule.route) > 1
	some i, item in each.rule.route
	key := key_of(n, item.destination, each.object.namespace)
}

key_of(n, destination, namespace) := [
	n,
	hosts.whole(destination.host, namespace),
	object.get(destination, "subset", ""),
	object.get(destination, ["port", "number"], 0),
]
