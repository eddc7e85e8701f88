# METADATA
# title: A token that nobody has to show
# description: |
#   A RequestAuthentication turns bad tokens away and lets requests without any in; only an AuthorizationPolicy that asks for
#   the token's principal or a claim makes it needed.
# custom:
#   severity: warning
#   remedy: add an AuthorizationPolicy whose source names requestPrincipals
package sluice.rules.security["token-not-required"]

import data.sluice.lib.access
import data.sluice.lib.objects
import data.sluice.lib.peers
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(policy.source, ["spec", "jwtRules"])} if {
	some policy in objects.all["security.istio.io/RequestAuthentication"]
	count(policy.body.spec.jwtRules) > 0
	not policy.namespace in asking
	not peers.root in asking
	message := sprintf("no policy of the namespace %s asks for a token, so requests without one pass", [policy.namespace])
}

# Namespaces with a policy that asks for a token.
asking contains each.policy.namespace if {
	some each in access.rules
	some source in access.sources(each.rule)
	some field in ["requestPrincipals", "notRequestPrincipals"]
	count(source[field]) > 0
}

asking contains each.policy.namespace if {
	some each in access.rules
	some condition in each.rule.when
	startswith(condition.key, "request.auth.")
}
