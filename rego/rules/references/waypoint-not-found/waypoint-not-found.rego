# METADATA
# title: A waypoint that is not there
# description: The waypoint that a label names is a Gateway of the repository.
# custom:
#   severity: warning
#   remedy: add the Gateway, or correct the label
package sluice.rules.references["waypoint-not-found"]

import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

label := "istio.io/use-waypoint"

report contains {"message": message, "at": at, "severity": severity} if {
	some kind in ["/Namespace", "/Service", "/Pod", "networking.istio.io/ServiceEntry"]
	some one in input.objects[kind]
	name := one.labels[label]
	name != "none"
	namespace := object.get(one.labels, concat("-", [label, "namespace"]), own_namespace(kind, one))
	not objects.exists("gateway.networking.k8s.io/Gateway", namespace, name)
	severity := known.warning("gateway.networking.k8s.io/Gateway", namespace)
	at := place.at(one.source, ["metadata", "labels", label])
	message := sprintf("there is no Gateway %s/%s, so no rule for HTTP holds here", [namespace, name])
}

own_namespace("/Namespace", one) := one.name

own_namespace(kind, one) := one.namespace if kind != "/Namespace"
