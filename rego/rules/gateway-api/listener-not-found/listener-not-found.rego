# METADATA
# title: A listener that its gateway has not
# description: A route names listeners and ports that its gateway has.
# custom:
#   severity: error
#   remedy: name a listener of the gateway, or leave sectionName and port out
package sluice.rules["gateway-api"]["listener-not-found"]

import data.sluice.lib.gateway_api
import data.sluice.lib.known
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": known.where_it_is(parent.route)} if {
	some parent in gateway_api.parents
	gateway := gateway_api.gateway_of(parent)
	section := parent.ref.sectionName
	names := [listener.name | some listener in gateway.body.spec.listeners]
	not section in names
	at := place.at(parent.route.source, array.concat(parent.path, ["sectionName"]))
	message := sprintf("the Gateway %s has no listener %s; it has %s", [gateway.name, section, concat(", ", names)])
}

report contains {"message": message, "at": at, "severity": known.where_it_is(parent.route)} if {
	some parent in gateway_api.parents
	gateway := gateway_api.gateway_of(parent)
	port := parent.ref.port
	not port in [listener.port | some listener in gateway.body.spec.listeners]
	at := place.at(parent.route.source, array.concat(parent.path, ["port"]))
	message := sprintf("the Gateway %s listens at no port %v", [gateway.name, port])
}

report contains {"message": message, "at": at, "severity": known.where_it_is(parent.route)} if {
	some parent in gateway_api.parents
	gateway := gateway_api.gateway_of(parent)
	some listener in gateway.body.spec.listeners
	listener.name == parent.ref.sectionName
	not listener.port == parent.ref.port
	parent.ref.port in [other.port | some other in gateway.body.spec.listeners]
	at := place.at(parent.route.source, array.concat(parent.path, ["port"]))
	message := sprintf("the listener %s listens at %v, not at %v", [listener.name, listener.port, parent.ref.port])
}
