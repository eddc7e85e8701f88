# METADATA
# title: Two Canaries of one workload
# description: Both scale it and move its traffic, each undoing what the other does.
# custom:
#   severity: error
#   remedy: keep one of them
package sluice.rules.delivery["canary-target-twice"]

import data.sluice.lib.canaries
import data.sluice.lib.named
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(canary.source, ["spec", "targetRef"])} if {
	some canary in canaries.all
	key := target_of(canary)
	count(owners[key]) > 1
	other := min(owners[key] - {canary.name})
	message := sprintf("the Canary %s/%s is of the same %s", [canary.namespace, other, canary.body.spec.targetRef.kind])
}

owners[key] contains canary.name if {
	some canary in canaries.all
	key := target_of(canary)
}

target_of(canary) := [canary.namespace, named.kind_of(reference, "apps/v1"), reference.name] if {
	reference := canary.body.spec.targetRef
}
