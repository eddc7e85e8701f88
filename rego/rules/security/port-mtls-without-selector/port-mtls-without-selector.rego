# METADATA
# title: mTLS of a port of nobody
# description: Ports are a workload's, so what is said of them holds only in a policy that selects workloads.
# custom:
#   severity: warning
#   remedy: add a selector, or say it of the whole namespace under mtls
package sluice.rules.security["port-mtls-without-selector"]

import data.sluice.lib.peers
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(policy.source, ["spec", "portLevelMtls"])} if {
	some policy in peers.policies
	count(policy.body.spec.portLevelMtls) > 0
	not peers.selective(policy)
	message := sprintf("the policy %s/%s selects no workload, so what it says of ports has no effect", [
		policy.namespace,
		policy.name,
	])
}
