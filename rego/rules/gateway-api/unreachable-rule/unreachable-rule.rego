# METADATA
# title: A rule that never answers
# description: Of two rules of a route that match the same the first one answers; others go by what is most specific.
# custom:
#   severity: warning
#   remedy: remove it, or change what it matches
package sluice.rules["gateway-api"]["unreachable-rule"]

import data.sluice.lib.fix
import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.route_matches

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.source, ["spec", "rules", j]), "fix": mend} if {
	some i, each in routes
	some j, matches in each.rules
	count(matches) > 0
	all_earlier(i, matches, j)
	mend := fix.remove(each.source, ["spec", "rules", j])
	message := "Earlier rules match the same requests, so this one never answers"
}

# One of several matches of a rule can be superfluous, too; that does no harm.
report contains {"message": message, "at": at, "severity": "info"} if {
	some i, each in routes
	some j, matches in each.rules
	some k, match in matches
	earlier(i, match, j)
	not all_earlier(i, matches, j)
	at := place.at(each.source, ["spec", "rules", j, "matches", k])
	message := "an earlier rule matches the same requests, so this match has no effect"
}

all_earlier(i, matches, j) if {
	every match in matches { earlier(i, match, j) }
}

earlier(i, match, j) if min(rules_with[[i, match]]) < j

# The rules of a route that have a match.
rules_with[key] contains j if {
	some i, each in routes
	some j, matches in each.rules
	some match in matches
	key := [i, match]
}

# Each rule as a list of its matches, in one form whatever was left out. Of a single rule there is nothing to say.
routes := [{"source": one.source, "rules": [route_matches.of_rule(kind, rule) | some rule in one.body.spec.rules]} |
	some kind in ["HTTPRoute", "GRPCRoute"]
	some one in objects.all[concat("/", ["gateway.networking.k8s.io", kind])]
	count(one.body.spec.rules) > 1
]
