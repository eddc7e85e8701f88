# METADATA
# title: A caller by name, without mTLS
# description: |
#   Principals, namespaces and service accounts are read from the caller's certificate. Where mTLS is off there is none, so
#   what a policy says of them holds on nobody.
# custom:
#   severity: error
#   remedy: set the PeerAuthentication to STRICT, or name addresses or tokens
package sluice.rules.security["source-needs-mtls"]

import data.sluice.lib.access
import data.sluice.lib.peers
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in access.rules
	some j, item in each.rule.from
	some field in ["principals", "notPrincipals", "namespaces", "notNamespaces", "serviceAccounts", "notServiceAccounts"]
	count(item.source[field]) > 0
	peers.mode(each.policy.namespace) == "DISABLE"
	at := place.at(each.policy.source, array.concat(each.path, ["from", j, "source", field]))
	message := sprintf("the policy %s asks for %s, and mTLS, which tells them, is off in %s", [
		each.policy.name,
		field,
		each.policy.namespace,
	])
}
