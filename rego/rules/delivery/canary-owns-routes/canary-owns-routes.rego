# METADATA
# title: Routes that a Canary writes itself
# description: |
#   With Istio, Flagger makes a VirtualService of the Canary's name and keeps it as it thinks right, so one of that name in
#   the repository is written over, and written back.
# custom:
#   severity: warning
#   remedy: say the routes in the Canary's service, or take one of the two away
package sluice.rules.delivery["canary-owns-routes"]

import data.sluice.lib.canaries
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(routes.source, ["metadata", "name"])} if {
	some routes in objects.all["networking.istio.io/VirtualService"]
	owner := min(owners[[routes.namespace, routes.name]])
	message := sprintf("the Canary %s/%s writes this VirtualService itself", [routes.namespace, owner])
}

owners[key] contains canary.name if {
	some canary in canaries.all
	key := [canary.namespace, served_as(canary)]
	objects.at(canary, ["spec", "provider"], "istio") == "istio"
}

served_as(canary) := objects.at(canary, ["spec", "service", "name"], canary.body.spec.targetRef.name)
