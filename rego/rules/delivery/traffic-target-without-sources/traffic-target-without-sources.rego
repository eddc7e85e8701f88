# METADATA
# title: A TrafficTarget of no callers
# description: It says what may be asked, and of nobody that they may, so it allows nothing.
# custom:
#   severity: warning
#   remedy: name the callers' service accounts under sources
package sluice.rules.delivery["traffic-target-without-sources"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(target.source, ["spec"])} if {
	some target in objects.all["access.smi-spec.io/TrafficTarget"]
	is_object(target.body.spec)
	count(objects.at(target, ["spec", "sources"], [])) == 0
	message := sprintf("the TrafficTarget %s/%s names no caller", [target.namespace, target.name])
}
