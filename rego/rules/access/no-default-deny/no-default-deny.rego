# METADATA
# title: A namespace without a default
# description: |
#   A workload that no ALLOW policy selects takes requests from everybody. A policy for the whole namespace that allows
#   nothing is what makes access a list.
# custom:
#   severity: info
#   remedy: add an AuthorizationPolicy with an empty spec to the namespace
package sluice.rules.access["no-default-deny"]

import data.sluice.lib.access
import data.sluice.lib.config
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

# What Istio calls so: its policies speak for all namespaces.
root := config.parameter("no-default-deny", "rootNamespace", "istio-system")

# A repository without the Namespace need not hold all that is in it.
report contains {"message": message, "at": place.at(home.source, ["metadata", "name"]), "severity": severity} if {
	count(access.policies) > 0
	not denying[root]
	some home in objects.all["/Namespace"]
	not denying[home.name]
	not home.name in aside
	severity := severity_where[home.name in allowing]
	message := sprintf("what no policy of the namespace %s selects is open to everybody", [home.name])
}

aside := {root, "kube-system", "kube-public", "kube-node-lease"}

severity_where := {true: "warning", false: "info"}

# Namespaces in which somebody has begun to say who may call whom.
allowing contains policy.namespace if {
	some policy in access.policies
	access.action(policy) == "ALLOW"
}

# Namespaces in which what no other policy allows is denied.
denying contains policy.namespace if {
	some policy in access.policies
	access.whole(policy)
	access.action(policy) == "ALLOW"
	not policy.source in open
}

denying contains each.policy.namespace if {
	some each in access.rules
	each.action == "DENY"
	access.whole(each.policy)
	access.open(each.rule)
}

open contains each.policy.source if {
	some each in access.rules
	access.open(each.rule)
}
