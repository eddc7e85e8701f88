# METADATA
# title: Access for everybody
# description: An ALLOW policy says who may come in; one that names everybody protects nothing.
# custom:
#   severity: error
#   remedy: name the callers, paths or methods that are meant
package sluice.rules.access["access-open-to-all"]

import data.sluice.lib.access
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.policy.source, each.path)} if {
	some each in access.rules
	each.action == "ALLOW"
	access.open(each.rule)
	message := sprintf("the policy %s allows everything from everywhere", [each.policy.name])
}
