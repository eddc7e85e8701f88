# METADATA
# title: A denial of all but
# description: |
#   A DENY policy that says only what requests are not denies everything that nobody thought of, and no other policy can
#   allow it again. To deny whoever has no identity at all is common, and is not told.
# custom:
#   severity: info
#   remedy: name what is denied; what is allowed belongs into an ALLOW policy
package sluice.rules.access["deny-by-negation"]

import data.sluice.lib.access
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.policy.source, each.path), "severity": severity} if {
	some each in access.rules
	each.action == "DENY"
	fields := asked(each.rule)
	count(fields) > 0
	every field in fields { startswith(field, "not") }
	not of_the_unknown(each.rule)
	severity := severity_of(each.rule)
	message := sprintf("the policy %s says only what requests are not (%s), and denies all others", [
		each.policy.name,
		concat(", ", sort(fields)),
	])
}

asked(rule) := (of_sources(rule) | of_operations(rule)) | of_conditions(rule)

of_sources(rule) := {field | some source in access.sources(rule); some field in access.given(source)}

of_operations(rule) := {field | some operation in access.operations(rule); some field in access.given(operation)}

of_conditions(rule) := {field |
	some condition in rule.when
	some field in access.given(condition)
}

# Nobody without a certificate, or without a token.
of_the_unknown(rule) if {
	some source in access.sources(rule)
	some field in ["notPrincipals", "notRequestPrincipals"]
	source[field] == ["*"]
}

# Of any caller whatever, that is hardly meant.
severity_of(rule) := "warning" if count(of_sources(rule)) == 0

severity_of(rule) := "info" if count(of_sources(rule)) > 0
