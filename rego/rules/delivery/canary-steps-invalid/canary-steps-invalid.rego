# METADATA
# title: Steps that a Canary can't take
# description: |
#   A Canary moves weight in steps up to an end, or all traffic after so many iterations. Of both together only the
#   iterations count.
# custom:
#   severity: error
#   remedy: give a stepWeight of at most maxWeight
package sluice.rules.delivery["canary-steps-invalid"]

import data.sluice.lib.canaries
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in canaries.analyses
	step := each.analysis.stepWeight
	end := each.analysis.maxWeight
	is_number(step)
	is_number(end)
	step > end
	at := place.at(each.canary.source, array.concat(each.path, ["stepWeight"]))
	message := sprintf("the first step of %v %% goes beyond maxWeight, which is %v %%", [step, end])
}

report contains {"message": message, "at": at, "severity": "warning", "remedy": remedy} if {
	some each in canaries.analyses
	is_number(each.analysis.iterations)
	each.analysis.iterations > 0
	weights := [field | some field in ["stepWeight", "stepWeights", "maxWeight"]; each.analysis[field]]
	count(weights) > 0
	at := place.at(each.canary.source, array.concat(each.path, ["iterations"]))
	message := sprintf("with iterations no weight is moved, so that has no effect: %s", [concat(", ", weights)])
	remedy := "keep the iterations or the weights"
}

report contains {"message": message, "at": at, "severity": "warning", "remedy": remedy} if {
	some each in canaries.analyses
	each.analysis.stepWeight > 0
	count(each.analysis.stepWeights) > 0
	at := place.at(each.canary.source, array.concat(each.path, ["stepWeights"]))
	message := "beside a stepWeight these have no effect"
	remedy := "keep stepWeight with maxWeight, or stepWeights"
}

report contains {"message": message, "at": at, "remedy": remedy} if {
	some each in canaries.analyses
	steps := each.analysis.stepWeights
	some i, step in steps
	i > 0
	every weight in [step, steps[i - 1]] { is_number(weight) }
	step <= steps[i - 1]
	at := place.at(each.canary.source, array.concat(each.path, ["stepWeights", i]))
	message := sprintf("a step of %v %% follows one of %v %%", [step, steps[i - 1]])
	remedy := "order the steps by weight"
}

report contains {"message": message, "at": at, "severity": "warning", "remedy": remedy} if {
	some each in canaries.analyses
	every field in ["stepWeight", "stepWeights", "iterations"] { not each.analysis[field] }
	at := place.at(each.canary.source, each.path)
	message := "neither steps nor iterations are given, so no traffic is moved"
	remedy := "add stepWeight and maxWeight, or iterations"
}
