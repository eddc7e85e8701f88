# METADATA
# title: A walk that lets pass what the SLO does not
# description: |
#   A canary is called fine below `tolerate`. Far above what the SLO lets fail, a release that is called fine spends the
#   budget in a few days.
# custom:
#   severity: warning
#   remedy: lower max and tolerate, or the objective
package sluice.rules.walks["evidence-looser-than-slo"]

import data.sluice.lib.config
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

# How many times looser.
most := config.parameter("evidence-looser-than-slo", "factor", 10)

report contains {"message": message, "at": place.at(rollout.source, ["spec", "evidence"])} if {
	some rollout in input.mesh.rollouts
	some burn in rollout.evidence
	burn.kind == "burn"
	some item in rollout.evidence
	item.kind == "ratio"
	item.sli == burn.sli
	allowed := 1 - burn.objective
	item.max > allowed * most
	message := sprintf("%s may be up to %s before it counts as bad; the SLO %s lets %s fail", [
		item.key,
		show(item.max),
		burn.slo,
		show(allowed),
	])
}

show(share) := sprintf("%v %%", [round(share * 1000000) / 10000])
