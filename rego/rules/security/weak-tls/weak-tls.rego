# METADATA
# title: An old TLS
# description: TLS before 1.2 and ciphers that are broken can be read, or forced upon both sides by whoever is between them.
# custom:
#   severity: warning
#   remedy: set minProtocolVersion to TLSV1_2, or leave it out
package sluice.rules.security["weak-tls"]

import data.sluice.lib.fix
import data.sluice.lib.place
import data.sluice.lib.servers

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "fix": mend} if {
	some each in servers.all
	some field in ["minProtocolVersion", "maxProtocolVersion"]
	version := old[each.server.tls[field]]
	at := place.at(each.gateway.source, array.concat(each.path, ["tls", field]))
	mend := mends(each, field)
	message := sprintf("the Gateway %s/%s takes %s", [each.gateway.namespace, each.gateway.name, version])
}

report contains {"message": message, "at": at, "remedy": "remove it"} if {
	some each in servers.all
	some i, cipher in each.server.tls.cipherSuites
	some part in ["RC4", "DES", "NULL", "EXP", "MD5", "anon", "ADH"]
	contains(cipher, part)
	at := place.at(each.gateway.source, array.concat(each.path, ["tls", "cipherSuites", i]))
	message := sprintf("the cipher %s protects nothing", [cipher])
}

mends(each, "minProtocolVersion") := fix.set_value(each.gateway.source, path, "TLSV1_2") if {
	path := array.concat(each.path, ["tls", "minProtocolVersion"])
}

# Without it the newest that both sides know is taken.
mends(each, "maxProtocolVersion") := fix.remove(each.gateway.source, path) if {
	path := array.concat(each.path, ["tls", "maxProtocolVersion"])
}

old := {"TLSV1_0": "TLS 1.0", "TLSV1_1": "TLS 1.1"}
