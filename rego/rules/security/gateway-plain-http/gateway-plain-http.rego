# METADATA
# title: A gateway in plain text
# description: Whoever listens on the way from the client reads requests, cookies and tokens, and may change the answers.
# custom:
#   severity: warning
#   remedy: set tls.httpsRedirect to true, and serve HTTPS on another port
package sluice.rules.security["gateway-plain-http"]

import data.sluice.lib.fix
import data.sluice.lib.place
import data.sluice.lib.servers

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "fix": mend} if {
	some each in servers.all
	upper(each.server.port.protocol) in {"HTTP", "HTTP2", "GRPC", "GRPC-WEB"}
	not servers.egress(each.gateway)
	not servers.encrypted(each.server)
	not each.server.tls.httpsRedirect == true
	at := place.at(each.gateway.source, array.concat(each.path, place_of(each.server)))
	mend := mends(each)
	message := sprintf("the Gateway %s/%s serves port %v in plain text", [
		each.gateway.namespace,
		each.gateway.name,
		each.server.port.number,
	])
}

# Where nobody has thought of it, HTTPS may not be served at all.
mends(each) := [] if not each.server.tls.httpsRedirect == false

mends(each) := fix.set_value(each.gateway.source, array.concat(each.path, ["tls", "httpsRedirect"]), true) if {
	each.server.tls.httpsRedirect == false
}

place_of(server) := ["tls", "httpsRedirect"] if server.tls.httpsRedirect == false

place_of(server) := ["port", "protocol"] if not server.tls.httpsRedirect == false
