# METADATA
# title: A route that its gateway does not take
# description: A listener takes the route's kind, and routes of its namespace.
# custom:
#   severity: error
#   remedy: let the listener take it by allowedRoutes, or bind the route to another one
package sluice.rules["gateway-api"]["route-not-allowed"]

import data.sluice.lib.gateway_api
import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity} if {
	some parent in gateway_api.parents
	gateway := gateway_api.gateway_of(parent)
	listeners := gateway_api.listeners_of(parent)
	count(listeners) > 0
	refusals := [why | some listener in listeners; why := refusal(listener, gateway.namespace, parent)]
	count(refusals) == count(listeners)
	severity := known.where_it_is(parent.route)
	at := place.at(parent.route.source, array.concat(parent.path, ["name"]))
	message := sprintf("no listener of the Gateway %s takes this route: %s", [gateway.name, refusals[0]])
}

refusal(listener, gateway_namespace, parent) := sprintf("%s is for routes of other kinds", [listener.name]) if {
	not takes_kind(listener, parent.kind_of_route)
} else := sprintf("%s takes none of the namespace %s", [listener.name, parent.route.namespace]) if {
	from := object.get(listener, ["allowedRoutes", "namespaces", "from"], "Same")
	not takes_namespace(from, listener, gateway_namespace, parent.route.namespace)
}

takes_kind(listener, kind) if {
	some allowed in listener.allowedRoutes.kinds
	allowed.kind == kind
}

takes_kind(listener, kind) if {
	count(object.get(listener, ["allowedRoutes", "kinds"], [])) == 0
	kind in object.get(kinds, listener.protocol, {kind})
}

# What each protocol takes where nothing else is said.
kinds := {
	"HTTP": {"HTTPRoute", "GRPCRoute"},
	"HTTPS": {"HTTPRoute", "GRPCRoute"},
	"TLS": {"TLSRoute", "TCPRoute"},
	"TCP": {"TCPRoute"},
	"UDP": {"UDPRoute"},
}

takes_namespace("All", _, _, _) := true

takes_namespace("Same", _, gateway_namespace, namespace) if gateway_namespace == namespace

takes_namespace("Selector", listener, _, namespace) if {
	selector := object.get(listener, ["allowedRoutes", "namespaces", "selector"], {})
	may_hold(selector, namespace)
}

# Of a namespace that is made elsewhere the labels are not known, and expressions are not read here.
may_hold(_, namespace) if not labels_of[namespace]

may_hold(selector, _) if selector.matchExpressions

may_hold(selector, namespace) if {
	some labels in labels_of[namespace]
	every name, value in object.get(selector, "matchLabels", {}) { labels[name] == value }
}

labels_of[namespace] contains object.union(one.labels, {"kubernetes.io/metadata.name": namespace}) if {
	some one in objects.all["/Namespace"]
	namespace := one.name
}
