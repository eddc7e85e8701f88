# METADATA
# title: A name in a handshake that is none of its hosts
# description: The names that rules for TLS match are hosts of their VirtualService.
# custom:
#   severity: error
#   remedy: add the name to spec.hosts, or correct it
package sluice.rules.routing["sni-host-not-own"]

import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in virtual_services.rules
	each.protocol == "tls"
	some j, match in each.rule.match
	some k, name in match.sniHosts
	hosts := each.object.body.spec.hosts
	not own(lower(name), hosts)
	at := place.at(each.object.source, array.concat(each.path, ["match", j, "sniHosts", k]))
	message := sprintf("%s is none of the hosts of this VirtualService", [name])
}

own(name, hosts) if {
	some host in hosts
	takes(lower(host), name)
}

takes(host, _) if host == "*"

takes(host, name) if host == name

takes(host, name) if {
	startswith(host, "*.")
	endswith(name, substring(host, 1, -1))
}
