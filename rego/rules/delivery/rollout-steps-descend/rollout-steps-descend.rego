# METADATA
# title: Steps that go back
# description: The steps of a canary give it more traffic one after the other; one below the last takes some away again.
# custom:
#   severity: warning
#   remedy: order the steps by weight
package sluice.rules.delivery["rollout-steps-descend"]

import data.sluice.lib.argo
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in argo.canaries
	weights := [[i, step.setWeight] | some i, step in each.canary.steps; is_number(step.setWeight)]
	some n, [i, weight] in weights
	n > 0
	before := weights[n - 1][1]
	weight < before
	at := place.at(each.rollout.source, array.concat(argo.canary_path, ["steps", i, "setWeight"]))
	message := sprintf("a step of %v %% follows one of %v %%", [weight, before])
}
