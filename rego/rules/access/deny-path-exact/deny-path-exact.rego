# METADATA
# title: A denial of one spelling
# description: |
#   Many servers answer `/admin/` as they answer `/admin`, and a DENY policy of the one lets the other pass. What is below the
#   path is not denied either.
# custom:
#   severity: info
#   remedy: name the path with a slash, and /*, beside it
package sluice.rules.access["deny-path-exact"]

import data.sluice.lib.access
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "remedy": remedy} if {
	some each in access.rules
	each.action == "DENY"
	some j, item in each.rule.to
	paths := item.operation.paths
	some k, path in paths
	regex.match(`^/[^*{]*[^*{/]$`, path)

	# A name with an ending is a file, which has nothing below it.
	not regex.match(`\.[A-Za-z0-9]+$`, path)
	not covered(path, paths)
	at := place.at(each.policy.source, array.concat(each.path, ["to", j, "operation", "paths", k]))
	message := sprintf("the policy %s denies %s, and neither %s/ nor what is below it", [each.policy.name, path, path])
	remedy := sprintf("name %s/* beside it", [path])
}

covered(path, paths) if {
	some other in paths
	endswith(other, "*")
	startswith(sprintf("%s/", [path]), trim_suffix(other, "*"))
}

covered(path, paths) if {
	some other in paths
	startswith(other, sprintf("%s/", [path]))
}
