# METADATA
# title: Access for whoever asks
# description: |
#   A rule of an ALLOW policy that names no caller lets anybody do what it names: every workload of the mesh, and whoever
#   has taken one over.
# custom:
#   severity: warning
#   remedy: name the callers under from, or ask for a claim or an address under when
package sluice.rules.access["access-without-source"]

import data.sluice.lib.access
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity} if {
	some each in access.rules
	each.action == "ALLOW"
	access.from_anybody(each.rule)
	not access.open(each.rule)
	not asks_by_condition(each.rule)
	at := place.at(each.policy.source, each.path)
	severity := severity_at_the_door[at_the_door(each.policy)]
	message := sprintf("the policy %s asks nobody who they are: this rule lets in whoever sends such a request", [each.policy.name])
}

asks_by_condition(rule) if {
	some condition in rule.when
	some prefix in ["source.", "remote.", "request.auth.", "request.headers"]
	startswith(condition.key, prefix)
}

# What a gateway serves is often for everybody.
severity_at_the_door := {true: "info", false: "warning"}

default at_the_door(_) := false

at_the_door(policy) if startswith(policy.body.spec.selector.matchLabels.istio, "ingress")

at_the_door(policy) if {
	some target in policy.body.spec.targetRefs
	target.kind == "Gateway"
}
