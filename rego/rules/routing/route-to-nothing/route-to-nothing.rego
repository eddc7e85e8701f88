# METADATA
# title: A route that leads nowhere
# description: Each destination is a Service of the repository, with that port, and has an endpoint where it gets traffic.
# custom:
#   severity: error
#   remedy: add the Service (or correct the host and port) in this change or before it
package sluice.rules.routing["route-to-nothing"]

import data.sluice.lib.backends
import data.sluice.lib.hosts
import data.sluice.lib.known
import data.sluice.lib.mesh
import data.sluice.lib.place
import data.sluice.lib.resolve

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some target, rules in mesh.asked
	some rule in rules
	some i, item in rule.action.destinations
	message := resolve.unresolved(item.destination)
	not guarded(target, item.destination)
	not only_told(target, item.destination)
	part := resolve.unresolved_part(item.destination)
	at := place.at(rule.source, array.concat(["route", i, "destination"], part))
}

# Of several mirrors the rule is named: its formats write them in different ways.
report contains {"message": message, "at": at} if {
	some rules in mesh.asked
	some rule in rules
	some mirror in rule.action.mirrors
	why := resolve.unresolved(mirror.destination)
	not resolve.excuse(mirror.destination)
	message := sprintf("requests are mirrored to nothing: %s", [why])
	at := place.at(rule.source, array.concat(["mirror"], resolve.unresolved_part(mirror.destination)))
}

# What others know of, or a repository without any Service can't tell; a walk needs more than a warning.
report contains {"message": message, "at": at, "severity": "warning"} if {
	some target, rules in mesh.asked
	some rule in rules
	some i, item in rule.action.destinations
	why := resolve.unresolved(item.destination)
	not guarded(target, item.destination)
	only_told(target, item.destination)
	at := place.at(rule.source, ["route", i, "destination", "host"])
	message := sprintf("%s, %s", [why, resolve.excuse(item.destination)])
}

report contains {"message": message, "at": at, "severity": "warning"} if {
	some rules in mesh.asked
	some rule in rules
	some mirror in rule.action.mirrors
	why := resolve.unresolved(mirror.destination)
	message := sprintf("%s, %s", [why, resolve.excuse(mirror.destination)])
	at := place.at(rule.source, ["mirror", "host"])
}

only_told(target, destination) if {
	resolve.excuse(destination)
	not target in mesh.in_flight
}

# Its traffic would go to the whole host instead, unasked.
report contains {"message": message, "at": at, "remedy": remedy} if {
	some target, rules in mesh.asked
	some rule in rules
	some i, item in rule.action.destinations
	resolve.removed_subset(item.destination)
	not guarded(target, item.destination)
	mesh.share(mesh.live, target, mesh.key(item.destination)) > 0
	at := place.at(rule.source, ["route", i, "destination", "subset"])
	message := sprintf("the subset %s of %s is removed while this rule still sends traffic to it", [
		item.destination.subset,
		item.destination.host,
	])
	remedy := "move the weight away first, then remove the subset in a later change"
}

# Endpoints come and go, so a settled rule is only warned of; a walk would carry traffic there step by step.
report contains {"message": message, "at": at, "remedy": remedy, "severity": severity} if {
	some target, rules in mesh.asked
	some rule in rules
	some i, item in rule.action.destinations
	item.share > 0
	not resolve.has_endpoint(item.destination)
	not resolve.unresolved(item.destination)
	not resolve.removed_subset(item.destination)
	not guarded(target, item.destination)
	not told(target, item.destination)
	endpoints_matter(target)
	at := place.at(rule.source, ["route", i, "destination"])
	message := sprintf("%s has no endpoints, and this rule gives it %s", [
		mesh.show(item.destination),
		mesh.percent(item.share),
	])
	remedy := "start the workload (or correct the labels) before it gets traffic"
	severity := severity_in_walk[target in mesh.in_flight]
}

# Where none are written down at all, a cluster knows them, and nobody here; a walk must know.
endpoints_matter(target) if target in mesh.in_flight

endpoints_matter(_) if {
	some service in input.mesh.services
	count(service.endpoints) > 0
}

severity_in_walk := {true: "error", false: "warning"}

# undefined-subset warns of this one; a walk needs more than a warning.
told(target, destination) if {
	resolve.undefined_subset(destination)
	not target in mesh.in_flight
}

# What gets traffic in a walk now is the business of in-flight-destination-removed.
guarded(target, destination) if {
	target in mesh.in_flight
	mesh.share(mesh.live, target, mesh.key(destination)) > 0
}

# Routes of other kinds, and of other protocols. A reference that may be right is only warned of.
report contains {"message": message, "at": place.at(each.object.source, each.at), "severity": severity} if {
	some each in backends.all
	not hosts.known(each.host, each.object.namespace)
	severity := known.severity(each.object, "/Service", each.namespace)
	message := sprintf("no Service has the host %s", [each.host])
}

report contains {"message": message, "at": place.at(each.object.source, each.at_port)} if {
	some each in backends.all
	each.port != null
	hosts.ports[each.host]
	not hosts.made[each.host]
	not hosts.ports[each.host][each.port]
	message := sprintf("%s has no port %v; it has %s", [each.host, each.port, hosts.shown_ports(each.host)])
}

report contains {"message": message, "at": place.at(each.object.source, each.at)} if {
	some each in array.concat(backends.of_virtual_services, backends.of_mirrors)
	each.port == null
	count(hosts.ports[each.host]) > 1
	message := sprintf("no port is named and %s has %s", [each.host, hosts.shown_ports(each.host)])
}
