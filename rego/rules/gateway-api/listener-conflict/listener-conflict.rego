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

report contains {"message": message, "at": place.at(gateways[i].source, ["spec", "listeners", j])} if {
	some i, one in gateways
	some j, listener in one.body.spec.listeners
	[first, why] := conflict(i, j, listener)
	message := sprintf("the listener %s before it %s", [one.body.spec.listeners[first].name, why])
}

gateways := objects.all["gateway.networking.k8s.io/Gateway"]

conflict(i, j, listener) := [first, "has the same name"] if {
	first := min(named[[i, listener.name]])
	first < j
} else := [first, "takes the same port and hostname"] if {
	first := min(taken[[i, listener.port, transport(listener), by_hostname(listener), hostname(listener)]])
	first < j
} else := [first, "takes the same port for another protocol"] if {
	first := min(at_port[[i, listener.port, transport(listener)]])
	first < j
	by_hostname(gateways[i].body.spec.listeners[first]) != by_hostname(listener)
}

named[key] contains j if {
	some i, one in gateways
	some j, listener in one.body.spec.listeners
	key := [i, listener.name]
}

taken[key] contains j if {
	some i, one in gateways
	some j, listener in one.body.spec.listeners
	key := [i, listener.port, transport(listener), by_hostname(listener), hostname(listener)]
}

at_port[key] contains j if {
	some i, one in gateways
	some j, listener in one.body.spec.listeners
	key := [i, listener.port, transport(listener)]
}

transport(listener) := "UDP" if listener.protocol == "UDP"

transport(listener) := "TCP" if listener.protocol != "UDP"

# By what a port is told apart: in clear text, by the name in the handshake, or not at all.
by_hostname(listener) := object.get({"HTTP": "HTTP", "HTTPS": "TLS", "TLS": "TLS"}, listener.protocol, "none")

hostname(listener) := lower(object.get(listener, "hostname", "")) if by_hostname(listener) != "none"

hostname(listener) := "" if by_hostname(listener) == "none"
