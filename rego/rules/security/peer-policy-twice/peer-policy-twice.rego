# METADATA
# title: Two words on mTLS for one namespace
# description: Of several PeerAuthentications for a whole namespace the oldest in the cluster holds, which no repository tells.
# custom:
#   severity: warning
#   remedy: keep one, or give the others a selector
package sluice.rules.security["peer-policy-twice"]

import data.sluice.lib.peers
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(policy.source, ["metadata", "name"])} if {
	some policy in peers.policies
	not peers.selective(policy)
	others := of_all[policy.namespace] - {policy.name}
	count(others) > 0
	message := sprintf("%s is for all of the namespace %s as well", [min(others), policy.namespace])
}

of_all[policy.namespace] contains policy.name if {
	some policy in peers.policies
	not peers.selective(policy)
}
