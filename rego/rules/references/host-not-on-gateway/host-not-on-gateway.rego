# METADATA
# title: A host that no gateway serves
# description: Each host of a VirtualService for gateways is one of a server of these.
# custom:
#   severity: warning
#   remedy: add the host to a server of the gateway, or correct it
package sluice.rules.references["host-not-on-gateway"]

import data.sluice.lib.gateway_api
import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

# One that speaks to the sidecars may have hosts for them alone.
report contains {"message": message, "at": place.at(one.source, ["spec", "hosts", i])} if {
	some one in objects.all["networking.istio.io/VirtualService"]
	not virtual_services.in_mesh(one)
	names := [virtual_services.whole(written, one.namespace) | some written in virtual_services.bound_to(one)]
	every name in names { in_repository(name) }
	some i, host in one.body.spec.hosts
	not served(lower(host), names, one.namespace)
	message := sprintf("no server of %s has the host %s, so it is never answered", [concat(", ", names), host])
}

# Of several each is bound to for some of the hosts; of a single one the hosts are told above.
report contains {"message": message, "at": place.at(one.source, ["spec", "gateways", i])} if {
	some one in objects.all["networking.istio.io/VirtualService"]
	count(one.body.spec.gateways) > 1
	some i, written in one.body.spec.gateways
	name := virtual_services.whole(written, one.namespace)
	in_repository(name)
	every host in one.body.spec.hosts { not served(lower(host), [name], one.namespace) }
	message := sprintf("no server of %s has a host of this, so the gateway serves nothing of it", [name])
}

in_repository(name) if virtual_services.gateway[name]

in_repository(name) if gateway_api.gateway[name]

served(host, names, _) if {
	some name in names
	some listener in gateway_api.gateway[name].body.spec.listeners
	overlap(host, lower(object.get(listener, "hostname", "*")))
}

served(host, names, namespace) if {
	some name in names
	gateway := virtual_services.gateway[name]
	some server in gateway.body.spec.servers
	some written in server.hosts
	host_of_server := seen_from(lower(written), namespace, gateway.namespace)
	overlap(host, host_of_server)
}

# `namespace/host` is for VirtualServices of that namespace; `.` is the gateway's own.
seen_from(written, _, _) := written if not contains(written, "/")

seen_from(written, namespace, gateway_namespace) := parts[1] if {
	parts := split(written, "/")
	count(parts) == 2
	allowed(parts[0], namespace, gateway_namespace)
}

allowed(named, _, _) if named == "*"

allowed(".", namespace, gateway_namespace) if namespace == gateway_namespace

allowed(named, namespace, _) if named == namespace

overlap(host, other) if host == other

overlap(host, _) if host == "*"

overlap(_, other) if other == "*"

overlap(host, other) if {
	startswith(other, "*.")
	endswith(host, substring(other, 1, -1))
}

overlap(host, other) if {
	startswith(host, "*.")
	endswith(other, substring(host, 1, -1))
}
