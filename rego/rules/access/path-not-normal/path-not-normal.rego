# METADATA
# title: A path that no request has
# description: |
#   Paths are compared after proxies have normalised them, and without their query: one with dot segments, a backslash, a
#   question mark or no slash at its start holds on nothing.
# custom:
#   severity: warning
#   remedy: write the path as it is after normalisation, like /api/*
package sluice.rules.access["path-not-normal"]

import data.sluice.lib.access
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in access.rules
	some j, item in each.rule.to
	some field in ["paths", "notPaths"]
	some k, path in item.operation[field]
	is_string(path)
	whys := [why | some [why, pattern] in problems; regex.match(pattern, path)]
	at := place.at(each.policy.source, array.concat(each.path, ["to", j, "operation", field, k]))
	message := sprintf("the path %s has %s, so the policy %s never meets it", [path, whys[0], each.policy.name])
}

problems := [
	["no slash at its start", `^[^/*{]`],
	["dot segments", `/\.\.?(/|$)`],
	["a backslash", `\\`],
	["a query", `[?#]`],
]
