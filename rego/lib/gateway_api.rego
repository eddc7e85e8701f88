# METADATA
# description: The Gateway API's routes, and the gateways that they are for.
package sluice.lib.gateway_api

import data.sluice.lib.objects

group := "gateway.networking.k8s.io"

kinds := ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"]

# METADATA
# description: Routes of all kinds, as `{kind, object}`.
routes := [{"kind": kind, "object": one} |
	some kind in kinds
	some one in objects.all[concat("/", [group, kind])]
]

# METADATA
# description: What they are to be bound to, as `{route, path, group, kind, namespace, name, ref}`.
parents := [{
	"route": route.object,
	"kind_of_route": route.kind,
	"path": ["spec", "parentRefs", i],
	"kind": object.get(ref, "kind", "Gateway"),
	"group": object.get(ref, "group", group),
	"namespace": object.get(ref, "namespace", route.object.namespace),
	"name": ref.name,
	"ref": ref,
} |
	some route in routes
	some i, ref in route.object.body.spec.parentRefs
]

# METADATA
# description: Gateways by `namespace/name`.
gateway[name] := objects.all["gateway.networking.k8s.io/Gateway"][min(positions)] if {
	some name, positions in gateway_positions
}

gateway_positions[name] contains i if {
	some i, one in input.objects["gateway.networking.k8s.io/Gateway"]
	name := concat("/", [one.namespace, one.name])
}

# METADATA
# description: The gateway of a parent; undefined where it is of another kind, or not in the repository.
gateway_of(parent) := gateway[concat("/", [parent.namespace, parent.name])] if {
	parent.kind == "Gateway"
	parent.group == group
}

# METADATA
# description: The listeners of a parent that its sectionName and its port leave.
listeners_of(parent) := [listener |
	some listener in gateway_of(parent).body.spec.listeners
	object.get(parent.ref, "sectionName", listener.name) == listener.name
	object.get(parent.ref, "port", listener.port) == listener.port
]

# METADATA
# description: |
#   Where routes send requests, mirrors included, as `{route, kind, path, ref, namespace}`; each is a Service unless it
#   says otherwise.
backends := array.concat(weighted, mirrored)

weighted := [{
	"route": route.object,
	"kind": route.kind,
	"path": ["spec", "rules", i, "backendRefs", j],
	"ref": ref,
	"namespace": object.get(ref, "namespace", route.object.namespace),
} |
	some route in routes
	some i, rule in route.object.body.spec.rules
	some j, ref in rule.backendRefs
]

mirrored := [{
	"route": route.object,
	"kind": route.kind,
	"path": ["spec", "rules", i, "filters", j, "requestMirror", "backendRef"],
	"ref": ref,
	"namespace": object.get(ref, "namespace", route.object.namespace),
} |
	some route in routes
	some i, rule in route.object.body.spec.rules
	some j, filter in rule.filters
	ref := filter.requestMirror.backendRef
]

# METADATA
# description: Whether a reference is to a Service.
to_service(ref) if {
	object.get(ref, "group", "") == ""
	object.get(ref, "kind", "Service") == "Service"
}
