# METADATA
# title: A private key in a policy
# description: Tokens are checked by public keys. Whoever reads a private one in the repository can sign tokens of their own.
# custom:
#   severity: error
#   remedy: make new keys, and give the public one alone
package sluice.rules.security["private-key-in-jwks"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(policy.source, ["spec", "jwtRules", i, "jwks"])} if {
	some policy in objects.all["security.istio.io/RequestAuthentication"]
	some i, rule in policy.body.spec.jwtRules

	# The exponent or the secret that JWK gives private keys alone.
	regex.match(`"(d|k)"\s*:`, rule.jwks)
	message := sprintf("the keys of the issuer %s hold a private one", [object.get(rule, "issuer", "here")])
}
