# METADATA
# title: A Rollout whose routes are not there
# description: |
#   With Istio, Argo writes weights into a VirtualService that the Rollout names, and moves the labels of a DestinationRule's
#   subsets.
# custom:
#   severity: error
#   remedy: name what is there, in the same namespace
package sluice.rules.delivery["rollout-route-not-found"]

import data.sluice.lib.argo
import data.sluice.lib.named
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some [rollout, path, reference, kind] in references
	named.missing(sprintf("networking.istio.io/%s", [kind]), rollout.namespace, reference.name)

	# With a namespace in it, it is not of this one.
	not regex.match(`[./]`, reference.name)
	at := place.at(rollout.source, array.concat(path, ["name"]))
	message := sprintf("there is no %s %s/%s", [kind, rollout.namespace, reference.name])
}

report contains {"message": message, "at": at} if {
	some [rollout, path, reference, "VirtualService"] in references
	routes := route_names[[rollout.namespace, reference.name]]
	some i, name in reference.routes
	not name in routes
	at := place.at(rollout.source, array.concat(path, ["routes", i]))
	message := sprintf("the VirtualService %s/%s has no rule %s", [rollout.namespace, reference.name, name])
}

report contains {"message": message, "at": at} if {
	some [rollout, path, reference, "DestinationRule"] in references
	subsets := subset_names[[rollout.namespace, reference.name]]
	some field in ["canarySubsetName", "stableSubsetName"]
	name := reference[field]
	not name in subsets
	at := place.at(rollout.source, array.concat(path, [field]))
	message := sprintf("the DestinationRule %s/%s has no subset %s", [rollout.namespace, reference.name, name])
}

# As [Rollout, path, reference, kind].
references := array.concat(
	[[each.rollout, path, each.canary.trafficRouting.istio[field], kind] |
		some each in argo.canaries
		some [field, kind] in [["virtualService", "VirtualService"], ["destinationRule", "DestinationRule"]]
		is_object(each.canary.trafficRouting.istio[field])
		path := array.concat(argo.canary_path, ["trafficRouting", "istio", field])
	],
	[[each.rollout, path, reference, "VirtualService"] |
		some each in argo.canaries
		some i, reference in each.canary.trafficRouting.istio.virtualServices
		path := array.concat(argo.canary_path, ["trafficRouting", "istio", "virtualServices", i])
	],
)

# By namespace and name.
route_names[[routes.namespace, routes.name]] contains name if {
	some routes in objects.all["networking.istio.io/VirtualService"]
	some protocol in ["http", "tls", "tcp"]
	some rule in object.get(routes.body, ["spec", protocol], [])
	name := object.get(rule, "name", null)
}

subset_names[[rule.namespace, rule.name]] contains subset.name if {
	some rule in objects.all["networking.istio.io/DestinationRule"]
	some subset in rule.body.spec.subsets
}
