# METADATA
# title: A match for a gateway that its VirtualService is not bound to
# description: A match names only gateways that spec.gateways names.
# custom:
#   severity: error
#   remedy: add the gateway to spec.gateways, or take it out of the match
package sluice.rules.references["gateway-not-bound"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in virtual_services.rules
	some j, match in each.rule.match
	some k, written in match.gateways
	name := virtual_services.whole(written, each.object.namespace)
	not bound[key_of(each.object)][name]
	at := place.at(each.object.source, array.concat(each.path, ["match", j, "gateways", k]))
	message := sprintf("this VirtualService is not bound to the gateway %s, so the match never holds there", [written])
}

bound[key] contains virtual_services.whole(written, one.namespace) if {
	some one in objects.all["networking.istio.io/VirtualService"]
	some written in virtual_services.bound_to(one)
	key := key_of(one)
}

key_of(one) := concat("/", [one.namespace, one.name])
