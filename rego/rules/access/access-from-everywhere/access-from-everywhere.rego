# METADATA
# title: Access from every address
# description: A range of all addresses asks nothing of a caller.
# custom:
#   severity: error
#   remedy: name the ranges that are meant, or leave the list out
package sluice.rules.access["access-from-everywhere"]

import data.sluice.lib.access
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity} if {
	some each in access.rules
	each.action == "ALLOW"
	some j, item in each.rule.from
	some field in address_fields
	some k, block in item.source[field]
	endswith(block, "/0")
	at := place.at(each.policy.source, array.concat(each.path, ["from", j, "source", field, k]))
	severity := severity_beside[count(access.given(item.source) - address_fields) > 0]
	message := sprintf("the policy %s allows %s, which is every address", [each.policy.name, block])
}

report contains {"message": message, "at": at, "severity": "warning"} if {
	some each in access.rules
	each.action == "ALLOW"
	some j, condition in each.rule.when
	condition.key in {"source.ip", "remote.ip"}
	some k, block in condition.values
	endswith(block, "/0")
	at := place.at(each.policy.source, array.concat(each.path, ["when", j, "values", k]))
	message := sprintf("the condition of the policy %s holds on %s, which is every address", [each.policy.name, block])
}

address_fields := {"ipBlocks", "remoteIpBlocks"}

# Where the source is asked for more than its address, that still holds.
severity_beside := {true: "warning", false: "error"}
