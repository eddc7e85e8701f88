# METADATA
# title: A match for a gateway that its VirtualService is not bound to
# description: A match names only gateways that spec.gateways names.
# custom:
#   severity: error
#   remedy: add the gateway to spec.gateways, or take it out of the match
package sluice.rules.references["gateway-not-bound"]

import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in virtual_services.rules
	some j, match in each.rule.match
	some k, written in match.gateways
	not bound(each.object, written)
	at := place.at(each.object.source, array.concat(each.path, ["match", j, "gateways", k]))
	message := sprintf("this VirtualService is not bound to the gateway %s, so the match never holds there", [written])
}

bound(one, written) if {
	some other in virtual_services.bound_to(one)
	virtual_services.whole(other, one.namespace) == virtual_services.whole(written, one.namespace)
}
