# METADATA
# title: Steps that nobody waits at
# description: Without a pause or an analysis the steps follow each other at once, and nothing is found out between them.
# custom:
#   severity: warning
#   remedy: add pauses with a duration, and an analysis
package sluice.rules.delivery["rollout-without-pause"]

import data.sluice.lib.argo
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in argo.canaries
	some step in each.canary.steps
	step.setWeight
	not each.canary.analysis
	not waits(each.canary.steps)
	at := place.at(each.rollout.source, array.concat(argo.canary_path, ["steps"]))
	message := sprintf("the Rollout %s/%s goes through its steps at once", [each.rollout.namespace, each.rollout.name])
}

waits(steps) if {
	some step in steps
	some field in ["pause", "analysis", "experiment", "plugin"]
	field in object.keys(step)
}
