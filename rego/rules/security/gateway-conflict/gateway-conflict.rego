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
	contended := {host |
		some key in keys[i]
		firsts[key]
		host := key[2]
	}
	count(contended) > 0
	other := min([first |
		some key in keys[i]
		some j in firsts[key]
		j != i
		gateway := servers.all[j].gateway
		first := sprintf("%s/%s", [gateway.namespace, gateway.name])
	])
	message := sprintf("the Gateway %s serves %s on port %v of the same proxies", [
		other,
		concat(", ", sort(contended)),
		each.server.port.number,
	])
}

# What a server claims: proxies, port and address, host.
keys[i] contains claim if {
	some i, each in servers.all
	count(each.gateway.body.spec.selector) > 0
	some host in each.server.hosts
	port := [each.server.port.number, object.get(each.server, "bind", "")]
	claim := [each.gateway.body.spec.selector, port, servers.host(host)]
}

owners[key] contains i if {
	some i, claimed in keys
	some key in claimed
}

# Of several, enough to name one that is not the server itself.
firsts[key] := [first, min(indices - {first})] if {
	some key, indices in owners
	first := min(indices)
}
