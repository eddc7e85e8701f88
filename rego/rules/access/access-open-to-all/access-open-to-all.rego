# METADATA
# title: Access for everybody
# description: An ALLOW policy says who may come in; one that names everybody protects nothing.
# custom:
#   severity: error
#   remedy: name the address ranges, paths or methods that are meant
package sluice.rules.access["access-open-to-all"]

import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(policy.source, ["spec", "rules", i])} if {
	some policy in allowing
	some i, rule in policy.rules
	count(rule.to) == 0
	from_anywhere(rule)
	message := sprintf("the policy %s allows everything from everywhere", [policy.name])
}

report contains {"message": message, "at": at} if {
	some policy in allowing
	some i, rule in policy.rules
	some j, from in rule.from
	some field in ["ipBlocks", "remoteIpBlocks"]
	some k, block in from[field]
	endswith(block, "/0")
	at := place.at(policy.source, ["spec", "rules", i, "from", j, "source", field, k])
	message := sprintf("the policy %s allows %s, which is every address", [policy.name, block])
}

allowing := [policy | some policy in input.mesh.access; policy.action == "ALLOW"]

from_anywhere(rule) if count(rule.from) == 0

from_anywhere(rule) if {
	some from in rule.from
	every blocks in from { count(blocks) == 0 }
}
