# METADATA
# title: A host that no gateway serves
# description: Each host of a VirtualService for gateways is one of a server of these.
# custom:
#   severity: warning
#   remedy: add the host to a server of the gateway, or correct it
package sluice.rules.references["host-not-on-gateway"]

import data.sluice.lib.gateway_api
import data.sluice.lib.hosts
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
	every name in names { not served(lower(host), name, one.namespace) }
	message := sprintf("no server of %s has the host %s, so it is never answered", [concat(", ", names), host])
}

# Of several each is bound to for some of the hosts; of a single one the hosts are told above.
report contains {"message": message, "at": place.at(one.source, ["spec", "gateways", i])} if {
	some one in objects.all["networking.istio.io/VirtualService"]
	count(one.body.spec.gateways) > 1
	some i, written in one.body.spec.gateways
	name := virtual_services.whole(written, one.namespace)
	in_repository(name)
	every host in one.body.spec.hosts { not served(lower(host), name, one.namespace) }
	message := sprintf("no server of %s has a host of this, so the gateway serves nothing of it", [name])
}

in_repository(name) if virtual_services.gateway[name]

in_repository(name) if gateway_api.gateway[name]

served(host, name, namespace) if {
	some scope in ["*", namespace]
	takes(concat(" ", [name, scope]), host)
}

takes(key, host) if patterns[key][host]

takes(key, _) if patterns[key]["*"]

takes(key, host) if {
	some parent in hosts.parents(host)
	patterns[key][concat("", ["*.", parent])]
}

# A host with a star is served where any that it takes is.
takes(key, host) if {
	startswith(host, "*.")
	inner[key][substring(host, 2, -1)]
}

takes(key, host) if {
	host == "*"
	count(patterns[key]) > 0
}

# Hosts of servers, by their gateway and the namespace whose VirtualServices may have them.
patterns[key] contains pattern if {
	some name, gateway in virtual_services.gateway
	some server in gateway.body.spec.servers
	some written in server.hosts
	[scope, pattern] := seen_from(lower(written), gateway.namespace)
	key := concat(" ", [name, scope])
}

patterns[key] contains lower(object.get(listener, "hostname", "*")) if {
	some name, gateway in gateway_api.gateway
	some listener in gateway.body.spec.listeners
	key := concat(" ", [name, "*"])
}

inner[key] contains parent if {
	some key, written in patterns
	some pattern in written
	some parent in hosts.parents(pattern)
}

# `namespace/host` is for VirtualServices of that namespace; `.` is the gateway's own.
seen_from(written, _) := ["*", written] if not contains(written, "/")

seen_from(written, own) := [replace(parts[0], ".", own), parts[1]] if {
	parts := split(written, "/")
	count(parts) == 2
}
