# METADATA
# title: Gateways that contend
# description: |
#   Two servers of one proxy with the same port and host: where TLS ends, one of them is dropped; without it, both take the
#   routes of both.
# custom:
#   severity: warning
#   remedy: keep one of them, or give them hosts of their own
package sluice.rules.security["gateway-conflict"]

import data.sluice.lib.place
import data.sluice.lib.servers

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.gateway.source, each.path)} if {
	some i, each in servers.all
	rivals := {host: rival |
		some key in keys[i]
		host := key[2]
		rival := rival_of(i, key)
	}
	count(rivals) > 0
	other := servers.all[min([rival | some rival in rivals])].gateway
	message := sprintf("the Gateway %s/%s serves %s on port %v of the same proxies", [
		other.namespace,
		other.name,
		concat(", ", sort(object.keys(rivals))),
		each.server.port.number,
	])
}

# What a server claims: proxies, port and address, host.
keys[i] contains [selector, port, servers.host(host)] if {
	some i, each in servers.all
	selector := each.gateway.body.spec.selector
	some host in each.server.hosts
	port := [each.server.port.number, object.get(each.server, "bind", "")]
}

owners[key] contains i if {
	some i, claimed in keys
	some key in claimed
}

# Of many, two are enough to name one that is not the server itself.
firsts[key] := {first} | {second | second := min(indices - {first})} if {
	some key, indices in owners
	first := min(indices)
}

# The first other server that claims the same port and host of proxies that both select.
rival_of(i, [selector, port, host]) := min([j |
	some other in servers.overlapping[selector]
	some j in firsts[[other, port, host]]
	j != i
])
