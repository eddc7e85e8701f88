# METADATA
# title: A name in a handshake that is none of its hosts
# description: The names that rules for TLS match are hosts of their VirtualService.
# custom:
#   severity: error
#   remedy: add the name to spec.hosts, or correct it
package sluice.rules.routing["sni-host-not-own"]

import data.sluice.lib.hosts
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in virtual_services.rules
	each.protocol == "tls"
	some j, match in each.rule.match
	some k, name in match.sniHosts
	not own(key_of(each.object), lower(name))
	at := place.at(each.object.source, array.concat(each.path, ["match", j, "sniHosts", k]))
	message := sprintf("%s is none of the hosts of this VirtualService", [name])
}

own(key, name) if own_hosts[key][name]

own(key, _) if own_hosts[key]["*"]

own(key, name) if {
	some parent in hosts.parents(name)
	own_hosts[key][concat("", ["*.", parent])]
}

own_hosts[key] contains lower(host) if {
	some each in virtual_services.rules
	each.protocol == "tls"
	some host in each.object.body.spec.hosts
	key := key_of(each.object)
}

key_of(one) := concat("/", [one.namespace, one.name])
