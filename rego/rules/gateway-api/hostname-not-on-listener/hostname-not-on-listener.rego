# METADATA
# title: A hostname that no listener takes
# description: Each hostname of a route is one of a listener that the route is bound to.
# custom:
#   severity: warning
#   remedy: correct the hostname, or add a listener for it
package sluice.rules["gateway-api"]["hostname-not-on-listener"]

import data.sluice.lib.gateway_api
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(route.object.source, ["spec", "hostnames", i])} if {
	some route in gateway_api.routes
	some i, hostname in route.object.body.spec.hostnames
	listeners := listeners_of(route.object, route.kind)
	count(listeners) > 0
	not taken(lower(hostname), listeners)
	message := sprintf("no listener that this route is bound to takes %s", [hostname])
}

# Undefined where a parent is not in the repository: it may take anything.
listeners_of(one, kind) := [listener | some parent in parents; some listener in gateway_api.listeners_of(parent)] if {
	parents := parents_of[concat("/", [kind, one.namespace, one.name])]
	every parent in parents { gateway_api.gateway_of(parent) }
}

parents_of[name] contains parent if {
	some parent in gateway_api.parents
	name := concat("/", [parent.kind_of_route, parent.route.namespace, parent.route.name])
}

taken(hostname, listeners) if {
	some listener in listeners
	overlap(hostname, lower(object.get(listener, "hostname", "")))
}

overlap(_, of_listener) if of_listener in {"", "*"}

overlap(hostname, of_listener) if hostname == of_listener

overlap(hostname, of_listener) if {
	startswith(of_listener, "*.")
	endswith(hostname, substring(of_listener, 1, -1))
}

overlap(hostname, of_listener) if {
	startswith(hostname, "*.")
	endswith(of_listener, substring(hostname, 1, -1))
}
