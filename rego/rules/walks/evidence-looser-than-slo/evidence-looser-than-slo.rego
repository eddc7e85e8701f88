# METADATA
# title: A walk that lets pass what the SLO does not
# description: |
#   A canary is called fine below `tolerate`. Far above what the SLO lets fail, a release that is called fine spends the
#   budget in a few days. SLOs of the services that the walk's rule sends traffic to count, named by the walk or not.
# custom:
#   severity: warning
#   remedy: lower max and tolerate, or the objective
package sluice.rules.walks["evidence-looser-than-slo"]

import data.sluice.lib.config
import data.sluice.lib.mesh
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

# How many times looser.
most := config.parameter("evidence-looser-than-slo", "factor", 10)

report contains {"message": message, "at": place.at(rollout.source, ["spec", "evidence", i, "max"])} if {
	some rollout in input.mesh.rollouts
	some i, item in rollout.evidence
	item.kind == "ratio"
	slos := {slo | some slo in slos_of(rollout); slo.sli == item.sli}
	objective := max([slo.objective | some slo in slos])
	allowed := 1 - objective
	item.max > allowed * most
	message := sprintf("%s may be up to %s before it counts as bad; the SLO %s lets %s fail", [
		item.key,
		show(item.max),
		min([slo.name | some slo in slos; slo.objective == objective]),
		show(allowed),
	])
}

slos_of(rollout) := named(rollout) | {slo |
	some host in mesh.destination_hosts[rollout.target]
	some slo in of_service[host]
}

named(rollout) := {{"name": item.slo, "sli": item.sli, "objective": item.objective} |
	some item in rollout.evidence
	item.kind == "burn"
}

of_service[slo.service] contains {"name": name, "sli": slo.sli, "objective": slo.objective} if {
	some slo in input.mesh.slos
	name := sprintf("%s/%s", [slo.namespace, slo.name])
}

show(share) := sprintf("%v %%", [round(share * 1000000) / 10000])
