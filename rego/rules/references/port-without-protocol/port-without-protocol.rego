# METADATA
# title: A port that does not say what it speaks
# description: A port's name begins with its protocol, or appProtocol says it.
# custom:
#   severity: info
#   remedy: name it like http-web or grpc, or add appProtocol
package sluice.rules.references["port-without-protocol"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.services

about := rego.metadata.chain()[1].annotations

# A port without a name is left to be guessed by all.
report contains {"message": message, "at": place.at(one.source, ["spec", "ports", i, "name"])} if {
	some one in objects.all["/Service"]
	some i, port in one.body.spec.ports
	port.name
	not port.appProtocol
	not services.protocol(port) in protocols
	object.get(port, "protocol", "TCP") == "TCP"
	message := sprintf("the name %s says no protocol, so HTTP is assumed here, and other proxies guess", [port.name])
}

protocols := {"http", "http2", "https", "grpc", "grpc-web", "mongo", "mysql", "redis", "tcp", "tls", "udp"}

# Behind a name of elsewhere nothing is guessed: connections that no port speaks for are not let through.
report contains {"message": message, "at": place.at(one.source, ["spec", "ports", i]), "severity": "warning"} if {
	some one in objects.all["/Service"]
	one.body.spec.type == "ExternalName"
	some i, port in one.body.spec.ports
	services.protocol(port) in {"", "tcp"}
	message := "a port of an ExternalName is to say what it speaks, and more than TCP"
}
