# METADATA
# title: A TrafficTarget of rules that are not there
# description: A TrafficTarget allows what the groups of its namespace say that it names; what is not there allows nothing.
# custom:
#   severity: error
#   remedy: add the group, or correct the name
package sluice.rules.delivery["traffic-target-rules-not-found"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(target.source, ["spec", "rules", i, "name"])} if {
	some target in objects.all["access.smi-spec.io/TrafficTarget"]
	some i, rule in target.body.spec.rules
	is_string(rule.name)
	not objects.exists(sprintf("specs.smi-spec.io/%s", [rule.kind]), target.namespace, rule.name)
	message := sprintf("there is no %s %s/%s", [rule.kind, target.namespace, rule.name])
}

report contains {"message": message, "at": at, "remedy": remedy} if {
	some target in objects.all["access.smi-spec.io/TrafficTarget"]
	some i, rule in target.body.spec.rules
	known := matches[sprintf("%s/%s", [target.namespace, rule.name])]
	rule.kind == "HTTPRouteGroup"
	some j, name in rule.matches
	not name in known
	at := place.at(target.source, ["spec", "rules", i, "matches", j])
	message := sprintf("the HTTPRouteGroup %s/%s has no match %s", [target.namespace, rule.name, name])
	remedy := sprintf("name one that it has: %s", [concat(", ", sort(known))])
}

# The names of a group's matches, by the group's.
matches[key] contains match.name if {
	some group in objects.all["specs.smi-spec.io/HTTPRouteGroup"]
	key := sprintf("%s/%s", [group.namespace, group.name])
	some match in group.body.spec.matches
}
