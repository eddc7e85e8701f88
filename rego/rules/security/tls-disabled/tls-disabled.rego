# METADATA
# title: TLS that is switched off
# description: |
#   Clients send plain text to this host. Where a PeerAuthentication asks for mTLS, they are turned away; elsewhere whoever
#   listens on the way reads along.
# custom:
#   severity: warning
#   remedy: use ISTIO_MUTUAL inside of the mesh and SIMPLE to what is outside
package sluice.rules.security["tls-disabled"]

import data.sluice.lib.client_tls
import data.sluice.lib.fix
import data.sluice.lib.peers
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": "error", "fix": mend} if {
	some each in disabled
	strict(each.rule)
	path := array.concat(each.path, ["tls", "mode"])
	at := place.at(each.rule.source, path)
	mend := fix.set_value(each.rule.source, path, "ISTIO_MUTUAL")
	message := sprintf("clients of %s send plain text, and its namespace takes mTLS only", [each.rule.body.spec.host])
}

report contains {"message": message, "at": at} if {
	some each in disabled
	not strict(each.rule)
	at := place.at(each.rule.source, array.concat(each.path, ["tls", "mode"]))
	message := sprintf("clients of %s send plain text", [each.rule.body.spec.host])
}

disabled := [each | some each in client_tls.policies; each.policy.tls.mode == "DISABLE"]

strict(rule) if {
	[namespace, _] := client_tls.service(rule)
	peers.mode(namespace) == "STRICT"
}
