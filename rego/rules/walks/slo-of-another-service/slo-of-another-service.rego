# METADATA
# title: An SLO of a service that the walk does not touch
# description: A breach is looked for among the walk's own requests, so its SLO should be of a service that they go to.
# custom:
#   severity: warning
#   remedy: name the SLO of a service that the rule routes to
package sluice.rules.walks["slo-of-another-service"]

import data.sluice.lib.mesh
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some rollout in input.mesh.rollouts
	some name, suffix in named(rollout)
	some slo in input.mesh.slos
	name == sprintf("%s/%s", [slo.namespace, slo.name])
	not slo.service in mesh.destination_hosts[rollout.target]
	at := place.at(rollout.source, suffix)
	message := sprintf("the SLO %s is about %s, to which this walk's rule sends nothing", [name, slo.service])
}

named(rollout) := object.union(
	{item.slo: ["spec", "evidence"] | some item in rollout.evidence; item.kind == "burn"},
	{rollout.budget.slo: ["spec", "budget", "slo"] | rollout.budget},
)
