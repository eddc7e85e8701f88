# METADATA
# title: A walk without a judged step near its end
# description: At 100 % there is nothing to compare with, so the step before it is the last that is judged.
# custom:
#   severity: warning
#   remedy: add a step of 90 % before the last
package sluice.rules.walks["no-step-before-full"]

import data.sluice.lib.config
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

# In percent.
least := config.parameter("no-step-before-full", "percent", 90)

report contains {"message": message, "at": place.at(rollout.source, ["spec", "steps"])} if {
	some rollout in input.mesh.rollouts
	judged := [step.weight | some step in rollout.steps; step.weight < 1000000]
	count(judged) == 0
	message := "the walk goes to 100 % without a step on which it is judged"
}

report contains {"message": message, "at": at, "severity": "info"} if {
	some rollout in input.mesh.rollouts
	judged := [step.weight | some step in rollout.steps; step.weight < 1000000]
	count(judged) > 0
	max(judged) < least * 10000
	at := place.at(rollout.source, ["spec", "steps"])
	message := sprintf("the last step that is judged is %v %%; the rest of the traffic follows unjudged", [max(judged) / 10000])
}
