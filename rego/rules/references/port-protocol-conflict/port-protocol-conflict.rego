# METADATA
# title: A port that two protocols are said of
# description: Services with the same pods, and ServiceEntries with the same host, say one protocol of a port.
# custom:
#   severity: warning
#   remedy: say the same protocol in both
package sluice.rules.references["port-protocol-conflict"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.object.source, ["spec", "ports", port])} if {
	some claims in claims_of_pods
	some [i, port, protocol] in claims
	some [first, _, other] in claims
	first < i
	other != protocol
	each := services.selecting[i]
	message := sprintf("the Service %s says %s of this port of the same pods, and this one %s", [
		services.selecting[first].object.name,
		other,
		protocol,
	])
}

# Of each port of a pod: the Service, its port's position, and the protocol; few pods have several Services.
claims_of_pods[key] contains [i, position, protocol] if {
	some pod, several in services.of_pod
	count(several) > 1
	some i in several
	some position, port in services.selecting[i].object.body.spec.ports
	protocol := services.protocol(port)
	protocol != ""
	key := sprintf("%v %v", [pod, services.target(port)])
}

report contains {"message": message, "at": place.at(one.source, ["spec", "ports", port])} if {
	some claims in claims_of_hosts
	count({protocol | some [_, _, protocol] in claims}) > 1
	first := min(claims)
	some [i, port, protocol] in claims
	protocol != first[2]
	i != first[0]
	one := entries[i]
	message := sprintf("the ServiceEntry %s/%s says %s of this port of the same host, and this one %s", [
		entries[first[0]].namespace,
		entries[first[0]].name,
		first[2],
		protocol,
	])
}

entries := objects.all["networking.istio.io/ServiceEntry"]

claims_of_hosts[key] contains [i, position, protocol] if {
	some i, one in entries
	some host in one.body.spec.hosts
	some position, port in one.body.spec.ports
	protocol := upper(port.protocol)
	protocol != ""
	some scope in scopes(one)
	key := concat(" ", [scope, lower(host), format_int(port.number, 10)])
}

# Who sees a ServiceEntry: those of different namespaces may say what they like, each for its own.
scopes(one) := {"*"} if count(objects.at(one, ["spec", "exportTo"], [])) == 0

scopes(one) := {replace(scope, ".", one.namespace) | some scope in one.body.spec.exportTo} if {
	count(objects.at(one, ["spec", "exportTo"], [])) > 0
}
