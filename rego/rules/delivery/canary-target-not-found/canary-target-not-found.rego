# METADATA
# title: A Canary of nothing
# description: A Canary walks traffic to a new version of the workload that it names.
# custom:
#   severity: error
#   remedy: add the workload, or correct the name
package sluice.rules.delivery["canary-target-not-found"]

import data.sluice.lib.canaries
import data.sluice.lib.named
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(canary.source, ["spec", "targetRef", "name"])} if {
	some canary in canaries.all
	target := canary.body.spec.targetRef
	named.missing(named.kind_of(target, "apps/v1"), canary.namespace, target.name)
	message := sprintf("there is no %s %s/%s", [target.kind, canary.namespace, target.name])
}
