# METADATA
# title: A gateway for every host
# description: |
#   A server that answers to any name takes every route that is bound to it, and requests that were sent to somebody else's
#   name.
# custom:
#   severity: warning
#   remedy: name the hosts that are meant, like shop.example.com or *.example.com
package sluice.rules.security["gateway-any-host"]

import data.sluice.lib.place
import data.sluice.lib.servers

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in servers.all
	not servers.egress(each.gateway)
	some j, host in each.server.hosts
	servers.host(host) == "*"
	at := place.at(each.gateway.source, array.concat(each.path, ["hosts", j]))
	message := sprintf("the Gateway %s/%s answers to every host", [each.gateway.namespace, each.gateway.name])
}
