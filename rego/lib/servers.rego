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
