# METADATA
# title: mTLS of a port of nobody
# description: Ports are a workload's, so Istio takes what is said of them only from a policy that selects workloads.
# custom:
#   severity: error
#   remedy: add a selector, or say it of the whole namespace under mtls
package sluice.rules.security["port-mtls-without-selector"]

import data.sluice.lib.peers
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(policy.source, ["spec", "portLevelMtls"])} if {
	some policy in peers.policies
	count(policy.body.spec.portLevelMtls) > 0
	not peers.selective(policy)
	message := sprintf("the policy %s/%s selects no workload, and speaks of ports", [
		policy.namespace,
		policy.name,
	])
}
