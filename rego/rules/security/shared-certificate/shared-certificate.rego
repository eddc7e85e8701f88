# METADATA
# title: One certificate in several Gateways
# description: |
#   A browser that has a connection to one host of a certificate sends requests for its other hosts there too, and the first
#   Gateway, which knows nothing of them, answers 404.
# custom:
#   severity: warning
#   remedy: serve the hosts by one server of one Gateway
package sluice.rules.security["shared-certificate"]

import data.sluice.lib.place
import data.sluice.lib.servers

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some i, key in keys
	number := count(sharers[key])
	number > 1
	each := servers.all[i]
	at := place.at(each.gateway.source, array.concat(each.path, ["tls", "credentialName"]))
	message := sprintf("%d Gateways of the same proxies serve port %v by the certificate %s", [number, key[1], key[2]])
}

keys[i] := [each.gateway.body.spec.selector, each.server.port.number, each.server.tls.credentialName] if {
	some i, each in servers.all
	each.server.tls.mode in {"SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"}
}

owners[key] contains [each.gateway.namespace, each.gateway.name] if {
	some i, key in keys
	each := servers.all[i]
}

# With those of selectors that select some of the same proxies.
sharers[key] := union({owners[[other, key[1], key[2]]] | some other in servers.overlapping[key[0]]}) if {
	some key, _ in owners
}
