# METADATA
# title: Keys that are fetched in plain text
# description: Whoever is on the way can answer with keys of their own, and then sign any token.
# custom:
#   severity: error
#   remedy: fetch the keys by https
package sluice.rules.security["jwks-in-clear"]

import data.sluice.lib.fix
import data.sluice.lib.inside
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity, "fix": mend} if {
	some policy in objects.all["security.istio.io/RequestAuthentication"]
	some i, rule in policy.body.spec.jwtRules
	startswith(lower(rule.jwksUri), "http://")
	host := inside.host_of(rule.jwksUri)
	at := place.at(policy.source, ["spec", "jwtRules", i, "jwksUri"])
	severity := severity_of(host)
	secure := concat("", ["https", substring(rule.jwksUri, 4, -1)])
	mend := fix.set_value(policy.source, ["spec", "jwtRules", i, "jwksUri"], secure)
	message := sprintf("the keys that tokens are checked by come from %s in plain text", [host])
}

namespaces contains home.name if some home in objects.all["/Namespace"]

namespaces contains service.namespace if some service in objects.all["/Service"]

# In the cluster fewer can listen.
severity_of(host) := "warning" if inside.host(host, namespaces)

severity_of(host) := "error" if not inside.host(host, namespaces)
