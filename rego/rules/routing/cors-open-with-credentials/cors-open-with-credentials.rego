# METADATA
# title: Every origin may send credentials
# description: Where credentials are allowed, origins are named; any page could act in its visitor's name otherwise.
# custom:
#   severity: error
#   remedy: name the origins that are meant, or set allowCredentials to false
package sluice.rules.routing["cors-open-with-credentials"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in virtual_services.http
	policy := each.rule.corsPolicy
	policy.allowCredentials == true
	some i, origin in policy.allowOrigins
	takes_strangers(origin)
	at := place.at(each.object.source, array.concat(each.path, ["corsPolicy", "allowOrigins", i]))
}

# The old way to write it.
report contains {"message": message, "at": at} if {
	some each in virtual_services.http
	policy := each.rule.corsPolicy
	policy.allowCredentials == true
	some i, origin in policy.allowOrigin
	origin == "*"
	at := place.at(each.object.source, array.concat(each.path, ["corsPolicy", "allowOrigin", i]))
}

report contains {"message": message, "at": at} if {
	some one in objects.all["gateway.networking.k8s.io/HTTPRoute"]
	some i, rule in one.body.spec.rules
	some j, filter in rule.filters
	filter.cors.allowCredentials == true
	some k, origin in filter.cors.allowOrigins
	origin in {"*", "https://*", "http://*"}
	at := place.at(one.source, ["spec", "rules", i, "filters", j, "cors", "allowOrigins", k])
}

message := "a page of any origin may call this with its visitor's credentials, and read the answer"

# Nobody has this origin: a match that takes it takes every one.
stranger := "https://stranger.invalid"

takes_strangers(origin) if origin.exact == "*"

takes_strangers(origin) if startswith(stranger, origin.prefix)

takes_strangers(origin) if origin.regex == "*"

takes_strangers(origin) if regex.match(concat("", ["^(?:", origin.regex, ")$"]), stranger)
