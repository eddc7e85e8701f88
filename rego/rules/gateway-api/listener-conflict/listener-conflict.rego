# METADATA
# title: Listeners that take the same
# description: Of the listeners of a gateway each has a name of its own, and takes a port, protocol and hostname of its own.
# custom:
#   severity: error
#   remedy: remove one of them, or give them different ports or hostnames
package sluice.rules["gateway-api"]["listener-conflict"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, ["spec", "listeners", j])} if {
	some one in objects.all["gateway.networking.k8s.io/Gateway"]
	some j, listener in one.body.spec.listeners
	earlier := [other | some i, other in one.body.spec.listeners; i < j; why(other, listener)]
	count(earlier) > 0
	message := sprintf("the listener %s before it %s", [earlier[0].name, why(earlier[0], listener)])
}

why(one, other) := "has the same name" if {
	one.name == other.name
} else := "takes the same port and hostname" if {
	one.port == other.port
	transport(one) == transport(other)
	by_hostname(one) == by_hostname(other)
	hostname(one) == hostname(other)
} else := "takes the same port for another protocol" if {
	one.port == other.port
	transport(one) == transport(other)
	by_hostname(one) != by_hostname(other)
}

transport(listener) := "UDP" if listener.protocol == "UDP"

transport(listener) := "TCP" if listener.protocol != "UDP"

# By what a port is told apart: in clear text, by the name in the handshake, or not at all.
by_hostname(listener) := object.get({"HTTP": "HTTP", "HTTPS": "TLS", "TLS": "TLS"}, listener.protocol, "none")

hostname(listener) := lower(object.get(listener, "hostname", "")) if by_hostname(listener) != "none"

hostname(listener) := "" if by_hostname(listener) == "none"
