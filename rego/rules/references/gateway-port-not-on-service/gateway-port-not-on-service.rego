# METADATA
# title: A gateway's port that its Service has not
# description: The Service of a gateway's pods lets requests in at each port of the gateway.
# custom:
#   severity: warning
#   remedy: add the port to the Service, or take it from the gateway
package sluice.rules.references["gateway-port-not-on-service"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.services
import data.sluice.lib.workloads

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, ["spec", "servers", i, "port", "number"])} if {
	some one in objects.all["networking.istio.io/Gateway"]
	pods := workloads.having("*", objects.at(one, ["spec", "selector"], {}))
	in_front := {s | some pod in pods; some s in services.of_pod[pod]}
	count(in_front) > 0
	some i, server in one.body.spec.servers
	number := server.port.number
	every s in in_front { not leads_to(services.selecting[s].object, number) }
	names := {services.selecting[s].object.name | some s in in_front}
	message := sprintf("no Service of this gateway's pods has the port %v: %s", [number, concat(", ", names)])
}

leads_to(service, number) if {
	some port in service.body.spec.ports
	number in {port.port, services.target(port)}
}

# What a name stands for is the container's to say.
leads_to(service, _) if {
	some port in service.body.spec.ports
	is_string(port.targetPort)
}
