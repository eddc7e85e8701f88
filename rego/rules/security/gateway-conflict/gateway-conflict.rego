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
		count(owners[key]) > 1
		host := key[2]
	}
	count(contended) > 0
	others := {other |
		some key in keys[i]
		some j in owners[key]
		j != i
		other := sprintf("%s/%s", [servers.all[j].gateway.namespace, servers.all[j].gateway.name])
	}
	message := sprintf("the Gateway %s serves %s on port %v of the same proxies", [
		min(others),
		concat(", ", sort(contended)),
		each.server.port.number,
	])
}

# What a server claims: proxies, port and host.
keys[i] contains [each.gateway.body.spec.selector, [each.server.port.number, object.get(each.server, "bind", "")], servers.host(host)] if {
	some i, each in servers.all
	count(each.gateway.body.spec.selector) > 0
	some host in each.server.hosts
}

owners[key] contains i if {
	some i, claimed in keys
	some key in claimed
}
