# METADATA
# title: A rule that never answers
# description: Of two rules of a route that match the same the first one answers; others go by what is most specific.
# custom:
#   severity: warning
#   remedy: remove it, or change what it matches
package sluice.rules["gateway-api"]["unreachable-rule"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.source, ["spec", "rules", j])} if {
	some each in routes
	count(each.rules) > 1
	first := first_of(each.rules)
	some j, matches in each.rules
	every match in matches { first[match] < j }
	message := "Earlier rules match the same requests, so this one never answers"
}

# One of several matches of a rule can be superfluous, too; that does no harm.
report contains {"message": message, "at": at, "severity": "info"} if {
	some each in routes
	count(each.rules) > 1
	first := first_of(each.rules)
	some j, matches in each.rules
	some k, match in matches
	first[match] < j
	not all_earlier(first, matches, j)
	at := place.at(each.source, ["spec", "rules", j, "matches", k])
	message := "an earlier rule matches the same requests, so this match has no effect"
}

all_earlier(first, matches, j) if {
	every match in matches { first[match] < j }
}

# The first rule of each match.
first_of(rules) := {match: min(positions) |
	some matches in rules
	some match in matches
	positions := [j | some j, other in rules; match in other]
}

# Each rule as a list of its matches, in one form whatever was left out.
routes := [{"source": one.source, "rules": [matches_of(kind, rule) | some rule in one.body.spec.rules]} |
	some kind in ["HTTPRoute", "GRPCRoute"]
	some one in objects.all[concat("/", ["gateway.networking.k8s.io", kind])]
	is_array(one.body.spec.rules)
]

matches_of(kind, rule) := [normal(kind, match) | some match in matches] if {
	matches := object.get(rule, "matches", [])
	count(matches) > 0
}

matches_of(kind, rule) := [normal(kind, {})] if count(object.get(rule, "matches", [])) == 0

normal("HTTPRoute", match) := {
	"path": object.union({"type": "PathPrefix", "value": "/"}, object.get(match, "path", {})),
	"method": object.get(match, "method", ""),
	"headers": named(object.get(match, "headers", []), true),
	"queryParams": named(object.get(match, "queryParams", []), false),
}

normal("GRPCRoute", match) := {
	"method": object.union({"type": "Exact"}, object.get(match, "method", {})),
	"headers": named(object.get(match, "headers", []), true),
}

named(list, any_case) := {object.union({"type": "Exact"}, each) | some each in list} if not any_case

named(list, any_case) := {object.union({"type": "Exact"}, object.union(each, {"name": lower(each.name)})) |
	some each in list
} if {
	any_case
}
