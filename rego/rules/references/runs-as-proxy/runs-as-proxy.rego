# METADATA
# title: A container that runs as the sidecar's user
# description: What user 1337 sends passes the sidecar by, so it is the sidecar's alone.
# custom:
#   severity: warning
#   remedy: run it as another user
package sluice.rules.references["runs-as-proxy"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.workloads

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, path)} if {
	some kind, template in workloads.templates
	some one in objects.all[kind]
	objects.at(one, array.concat(template, ["spec", "securityContext", "runAsUser"]), 0) == 1337
	path := array.concat(template, ["spec", "securityContext", "runAsUser"])
}

report contains {"message": message, "at": place.at(one.source, path)} if {
	some kind, template in workloads.templates
	some one in objects.all[kind]
	some i, container in objects.at(one, array.concat(template, ["spec", "containers"]), [])
	container.securityContext.runAsUser == 1337
	container.name != "istio-proxy"
	path := array.concat(template, ["spec", "containers", i, "securityContext", "runAsUser"])
}

message := "what user 1337 sends passes the sidecar by: no policy and no route holds for it"
