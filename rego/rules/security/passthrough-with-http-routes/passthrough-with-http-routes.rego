# METADATA
# title: HTTP routes behind TLS that is passed on
# description: A server in the mode PASSTHROUGH does not open what it passes on, so no rule under http ever sees a request.
# custom:
#   severity: error
#   remedy: route by SNI under tls, or end TLS at the Gateway by the mode SIMPLE
package sluice.rules.security["passthrough-with-http-routes"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.servers

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(routes.source, ["spec", "http"])} if {
	some routes in objects.all["networking.istio.io/VirtualService"]
	count(routes.body.spec.http) > 0
	count(routes.body.spec.gateways) > 0
	every text in routes.body.spec.gateways { passes_on(objects.reference(text, routes.namespace)) }
	message := sprintf("%s passes TLS on unopened, so these rules see no request", [routes.body.spec.gateways[0]])
}

# `mesh` is none.
passes_on(key) if modes[key] == {"PASSTHROUGH"}

# What the servers of a Gateway do with TLS; a server without a mode does not end it.
modes[[each.gateway.namespace, each.gateway.name]] contains mode if {
	some each in servers.all
	mode := object.get(each.server, ["tls", "mode"], "none")
}
