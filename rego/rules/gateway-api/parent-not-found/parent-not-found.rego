# METADATA
# title: A gateway that is not there
# description: Each parent of a route is in the repository.
# custom:
#   severity: error
#   remedy: add the Gateway, or name one that is there
package sluice.rules["gateway-api"]["parent-not-found"]

import data.sluice.lib.gateway_api
import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity} if {
	some parent in gateway_api.parents
	kind := kinds[concat("/", [parent.group, parent.kind])]
	not objects.exists(kind, parent.namespace, parent.name)
	severity := known.severity(parent.route, kind, parent.namespace)
	at := place.at(parent.route.source, array.concat(parent.path, ["name"]))
	message := sprintf("there is no %s %s/%s, so this route is bound to nothing there", [
		parent.kind,
		parent.namespace,
		parent.name,
	])
}

# Parents whose objects are known here.
kinds := {
	"/Service": "/Service",
	"core/Service": "/Service",
	"gateway.networking.k8s.io/Gateway": "gateway.networking.k8s.io/Gateway",
	"networking.istio.io/ServiceEntry": "networking.istio.io/ServiceEntry",
}
