# METADATA
# title: A caller of any trust domain
# description: |
#   A principal that begins with a star is anybody's who has a workload of that name, in whatever mesh this one trusts.
# custom:
#   severity: info
#   remedy: write the trust domain, like cluster.local/ns/shop/sa/cart
package sluice.rules.access["any-trust-domain"]

import data.sluice.lib.access
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in access.rules
	each.action == "ALLOW"
	some j, item in each.rule.from
	some k, principal in item.source.principals
	startswith(principal, "*/")
	at := place.at(each.policy.source, array.concat(each.path, ["from", j, "source", "principals", k]))
	message := sprintf("the policy %s takes %s from every mesh that is trusted", [each.policy.name, trim_prefix(principal, "*/")])
}
