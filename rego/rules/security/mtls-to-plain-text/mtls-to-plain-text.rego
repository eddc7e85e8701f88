# METADATA
# title: mTLS to what takes plain text only
# description: A PeerAuthentication switches mTLS off for the whole namespace, so clients that speak it are not understood.
# custom:
#   severity: error
#   remedy: set the PeerAuthentication to STRICT, or to PERMISSIVE first
package sluice.rules.security["mtls-to-plain-text"]

import data.sluice.lib.client_tls
import data.sluice.lib.peers
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in client_tls.policies
	each.policy.tls.mode == "ISTIO_MUTUAL"
	[namespace, name] := client_tls.service(each.rule)
	peers.mode(namespace) == "DISABLE"
	at := place.at(each.rule.source, array.concat(each.path, ["tls", "mode"]))
	message := sprintf("clients of %s speak mTLS, and the namespace %s takes plain text only", [name, namespace])
}
