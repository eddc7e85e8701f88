# METADATA
# title: A TrafficTarget of no rules
# description: It names who may call whom, and nothing that they may ask, so it allows nothing.
# custom:
#   severity: warning
#   remedy: name an HTTPRouteGroup or a TCPRoute under rules
package sluice.rules.delivery["traffic-target-without-rules"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(target.source, ["spec"])} if {
	some target in objects.all["access.smi-spec.io/TrafficTarget"]
	is_object(target.body.spec)
	count(objects.at(target, ["spec", "rules"], [])) == 0
	message := sprintf("the TrafficTarget %s/%s names no rule", [target.namespace, target.name])
}
