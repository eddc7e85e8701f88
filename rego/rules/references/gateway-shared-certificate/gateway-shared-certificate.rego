# METADATA
# title: One certificate for several gateways
# description: Gateways of the same pods have certificates of their own.
# custom:
#   severity: warning
#   remedy: put the servers into one Gateway, or give each its own certificate
package sluice.rules.references["gateway-shared-certificate"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, path)} if {
	some uses in users
	count({gateway | some [gateway, _] in uses}) > 1
	first := min(uses)
	some [i, server] in uses
	i != first[0]
	one := gateways[i]
	path := ["spec", "servers", server, "tls", "credentialName"]
	message := sprintf("the Gateway %s/%s shows this certificate, too: browsers keep to one connection for both", [
		gateways[first[0]].namespace,
		gateways[first[0]].name,
	])
}

gateways := objects.all["networking.istio.io/Gateway"]

users[key] contains [i, j] if {
	some i, one in gateways
	some j, server in one.body.spec.servers
	key := [objects.at(one, ["spec", "selector"], {}), server.tls.credentialName]
}
