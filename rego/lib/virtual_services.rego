# METADATA
# description: Istio's VirtualServices as they were written, and the gateways that they are bound to.
package sluice.lib.virtual_services

import data.sluice.lib.objects

# METADATA
# description: Rules for HTTP, as `{object, path, rule}`.
http := [{"object": one, "path": ["spec", "http", i], "rule": rule} |
	some one in objects.all["networking.istio.io/VirtualService"]
	some i, rule in one.body.spec.http
]

# METADATA
# description: Rules of each protocol.
rules := [{"object": one, "protocol": protocol, "path": ["spec", protocol, i], "rule": rule} |
	some one in objects.all["networking.istio.io/VirtualService"]
	some protocol in ["http", "tls", "tcp"]
	some i, rule in one.body.spec[protocol]
]

# METADATA
# description: What a VirtualService is bound to, as written; where it says nothing, the sidecars.
bound_to(one) := ["mesh"] if count(objects.at(one, ["spec", "gateways"], [])) == 0

bound_to(one) := one.body.spec.gateways if count(objects.at(one, ["spec", "gateways"], [])) > 0

# METADATA
# description: A gateway's whole name, `namespace/name`; `mesh` stands for the sidecars.
whole(text, _) := text if text == "mesh"

whole(text, _) := text if contains(text, "/")

whole(text, own_namespace) := concat("/", [own_namespace, text]) if {
	text != "mesh"
	not regex.match(`[./]`, text)
}

# The old way to write it: as a host.
whole(text, _) := concat("/", [labels[1], labels[0]]) if {
	not contains(text, "/")
	labels := split(text, ".")
	count(labels) > 1
}

# METADATA
# description: Istio's Gateways by their whole names.
gateway[name] := objects.all["networking.istio.io/Gateway"][min(positions)] if some name, positions in gateway_positions

gateway_positions[name] contains i if {
	some i, one in input.objects["networking.istio.io/Gateway"]
	name := concat("/", [one.namespace, one.name])
}

# METADATA
# description: Whether a VirtualService speaks to the sidecars.
in_mesh(one) if "mesh" in bound_to(one)
