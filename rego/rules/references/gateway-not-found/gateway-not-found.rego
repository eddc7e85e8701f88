# METADATA
# title: A gateway that is not there
# description: Each gateway that a VirtualService is bound to is in the repository.
# custom:
#   severity: error
#   remedy: add the Gateway, or name one that is there, as namespace/name where it is of another namespace
package sluice.rules.references["gateway-not-found"]

import data.sluice.lib.gateway_api
import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity} if {
	some one in objects.all["networking.istio.io/VirtualService"]
	some i, written in one.body.spec.gateways
	name := virtual_services.whole(written, one.namespace)
	name != "mesh"
	not virtual_services.gateway[name]
	not gateway_api.gateway[name]
	namespace := split(name, "/")[0]
	severity := known.severity(one, "networking.istio.io/Gateway", namespace)
	at := place.at(one.source, ["spec", "gateways", i])
	message := sprintf("there is no Gateway %s, so nothing of this is served there", [name])
}
