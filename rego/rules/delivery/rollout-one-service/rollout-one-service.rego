# METADATA
# title: One Service for both sides
# description: Argo points one Service at the old version and one at the new; with one for both it takes no step.
# custom:
#   severity: error
#   remedy: name two Services
package sluice.rules.delivery["rollout-one-service"]

import data.sluice.lib.argo
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

pairs := [
	["canary", "stableService", "canaryService"],
	["blueGreen", "activeService", "previewService"],
]

report contains {"message": message, "at": at} if {
	some rollout in argo.rollouts
	some [strategy, old, new] in pairs
	fields := rollout.body.spec.strategy[strategy]
	is_string(fields[old])
	fields[old] == fields[new]
	at := place.at(rollout.source, ["spec", "strategy", strategy, new])
	message := sprintf("%s and %s are both %s", [old, new, fields[new]])
}
