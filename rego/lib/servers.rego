# METADATA
# description: The servers of Istio's Gateways.
package sluice.lib.servers

import data.sluice.lib.objects

# METADATA
# description: Every server of every Gateway, as `{gateway, server, path}`.
all := [{"gateway": gateway, "server": server, "path": ["spec", "servers", i]} |
	some gateway in objects.all["networking.istio.io/Gateway"]
	some i, server in gateway.body.spec.servers
	is_object(server)
]

# METADATA
# description: Whether a server is told to end or pass on TLS.
encrypted(server) if upper(server.port.protocol) in {"HTTPS", "TLS"}

encrypted(server) if server.tls.mode

# METADATA
# description: Whether a Gateway is of what comes out of the mesh, by the labels that it selects.
egress(gateway) if contains(gateway.body.spec.selector.istio, "egress")

egress(gateway) if contains(gateway.body.spec.selector.app, "egress")

# METADATA
# description: A host of a server without the namespace whose routes may be bound to it.
host(text) := parts[count(parts) - 1] if parts := split(text, "/")

# METADATA
# description: |
#   By selector, those that select some of the same proxies for certain, itself among them: one has all labels of the other.
overlapping[selector] contains other if {
	some selector in selectors
	some other in within[selector]
}

overlapping[other] contains selector if {
	some selector in selectors
	some other in within[selector]
}

# Selectors that have no label but those of this one. They are found by their first label.
within[selector] contains other if {
	some selector in selectors
	some key, value in selector
	some other in by_first_label[[key, value]]
	every name, label in other { selector[name] == label }
}

by_first_label[[key, selector[key]]] contains selector if {
	some selector in selectors
	key := min(object.keys(selector))
}

selectors contains gateway.body.spec.selector if {
	some gateway in objects.all["networking.istio.io/Gateway"]
	count(object.keys(gateway.body.spec.selector)) > 0
}
