# METADATA
# title: Two routes for the same requests
# description: No two routes match the same for one hostname of one listener.
# custom:
#   severity: warning
#   remedy: put the rules into one route, or let them match apart
package sluice.rules["gateway-api"]["route-conflict"]

import data.sluice.lib.gateway_api
import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.route_matches

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, ["spec", "rules", j])} if {
	some claims in claims_of
	count({[kind, i] | some [kind, i, _] in claims}) > 1
	first := min(claims)
	some [kind, i, j] in claims
	one := routes(kind)[i]
	other := routes(first[0])[first[1]]

	# The same object twice is another finding.
	[kind, one.namespace, one.name] != [first[0], other.namespace, other.name]
	message := sprintf("the %s %s/%s matches the same, and the older one of the two answers", [
		first[0],
		other.namespace,
		other.name,
	])
}

routes(kind) := objects.all[concat("/", [gateway_api.group, kind])]

# Of each parent, hostname and match: the kind and position of the route, and its rule.
claims_of[key] contains [kind, i, j] if {
	some kind in ["GRPCRoute", "HTTPRoute"]
	some i, one in objects.all[concat("/", [gateway_api.group, kind])]
	some parent in one.body.spec.parentRefs
	some hostname in hostnames(one)
	some j, rule in one.body.spec.rules
	some match in route_matches.of_rule(kind, rule)
	key := [parent_of(parent, one), hostname, match]
}

parent_of(ref, one) := [
	object.get(ref, "kind", "Gateway"),
	object.get(ref, "namespace", one.namespace),
	ref.name,
	object.get(ref, "sectionName", ""),
	object.get(ref, "port", 0),
]

# Without hostnames a route is for all that its listener takes.
hostnames(one) := [lower(hostname) | some hostname in one.body.spec.hostnames] if {
	count(objects.at(one, ["spec", "hostnames"], [])) > 0
} else := [""]
