# METADATA
# title: A Rollout whose Service is not there
# description: Argo steers traffic by the selectors of Services that the Rollout names.
# custom:
#   severity: error
#   remedy: add the Service, or correct the name
package sluice.rules.delivery["rollout-service-not-found"]

import data.sluice.lib.argo
import data.sluice.lib.named
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some rollout in argo.rollouts
	some [path, name] in argo.services(rollout)
	named.missing("/Service", rollout.namespace, name)
	at := place.at(rollout.source, array.concat(["spec", "strategy"], path))
	message := sprintf("there is no Service %s/%s", [rollout.namespace, name])
}
