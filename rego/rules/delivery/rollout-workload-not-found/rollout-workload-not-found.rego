# METADATA
# title: A Rollout of nothing
# description: A Rollout of Argo with a workloadRef takes its pods from a workload that is there already.
# custom:
#   severity: error
#   remedy: add the workload, or correct the name
package sluice.rules.delivery["rollout-workload-not-found"]

import data.sluice.lib.argo
import data.sluice.lib.named
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(rollout.source, ["spec", "workloadRef", "name"])} if {
	some rollout in argo.rollouts
	reference := rollout.body.spec.workloadRef
	named.missing(named.kind_of(reference, "apps/v1"), rollout.namespace, reference.name)
	message := sprintf("there is no %s %s/%s", [reference.kind, rollout.namespace, reference.name])
}
