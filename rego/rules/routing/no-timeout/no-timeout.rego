# METADATA
# title: A rule without a timeout
# description: A timeout of 0 lets a request wait for ever, and its connection with it.
# custom:
#   severity: warning
#   remedy: give the longest time that a caller would wait
package sluice.rules.routing["no-timeout"]

import data.sluice.lib.durations
import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.object.source, array.concat(each.path, ["timeout"]))} if {
	some each in virtual_services.http
	durations.milliseconds(each.rule.timeout) == 0
}

report contains {"message": message, "at": place.at(one.source, path)} if {
	some one in objects.all["gateway.networking.k8s.io/HTTPRoute"]
	some i, rule in one.body.spec.rules
	some field in ["request", "backendRequest"]
	durations.milliseconds(rule.timeouts[field]) == 0
	path := ["spec", "rules", i, "timeouts", field]
}

message := "0 is no timeout: a request may wait for ever"
