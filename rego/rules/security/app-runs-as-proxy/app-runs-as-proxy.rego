# METADATA
# title: A container that runs as the proxy does
# description: |
#   What the user 1337 sends is taken for the proxy's own and goes past it: no mTLS, no policy of what may be called, no
#   metrics.
# custom:
#   severity: warning
#   remedy: give the container another user
package sluice.rules.security["app-runs-as-proxy"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in pods
	each.spec.securityContext.runAsUser == 1337
	at := place.at(each.workload.source, array.concat(each.path, ["securityContext", "runAsUser"]))
	message := sprintf("the pods of %s/%s run as the user of the proxy", [each.workload.namespace, each.workload.name])
}

report contains {"message": message, "at": at} if {
	some each in pods
	some i, container in each.spec.containers
	container.name != "istio-proxy"
	container.securityContext.runAsUser == 1337
	at := place.at(each.workload.source, array.concat(each.path, ["containers", i, "securityContext", "runAsUser"]))
	message := sprintf("the container %s runs as the user of the proxy", [container.name])
}

pods := [{"workload": workload, "spec": spec, "path": array.concat(path, ["spec"])} |
	some kind, path in templates
	some workload in objects.all[kind]
	template := object.get(workload.body, path, {})
	not is_gateway(template)
	spec := template.spec
]

# Where a kind has its pods.
templates := {
	"/Pod": [],
	"apps/DaemonSet": ["spec", "template"],
	"apps/Deployment": ["spec", "template"],
	"apps/StatefulSet": ["spec", "template"],
	"argoproj.io/Rollout": ["spec", "template"],
}

# A gateway is a proxy and nothing else.
is_gateway(template) if template.metadata.annotations["inject.istio.io/templates"] == "gateway"

is_gateway(template) if {
	some container in template.spec.containers
	container.image == "auto"
}
