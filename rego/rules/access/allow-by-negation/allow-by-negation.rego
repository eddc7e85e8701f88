# METADATA
# title: Everything but some paths
# description: |
#   An ALLOW rule that says only which paths it does not mean lets in every other spelling of them: another case, a slash
#   more at the end, an escaped letter.
# custom:
#   severity: warning
#   remedy: name the paths that are allowed
package sluice.rules.access["allow-by-negation"]

import data.sluice.lib.access
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in access.rules
	each.action == "ALLOW"
	some j, item in each.rule.to
	count(item.operation.notPaths) > 0
	not positive(item.operation)
	at := place.at(each.policy.source, array.concat(each.path, ["to", j, "operation", "notPaths"]))
	message := sprintf("the policy %s allows whatever is not spelt like %s", [each.policy.name, concat(" or ", item.operation.notPaths)])
}

positive(operation) if count(operation.paths) > 0

positive(operation) if count(operation.hosts) > 0
