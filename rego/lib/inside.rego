# METADATA
# description: Whether a URL is of the cluster itself, where nobody outside listens on the way.
package sluice.lib.inside

# METADATA
# description: The host of a URL, without its port; undefined where the text is none.
host_of(url) := split(parts[count(parts) - 1], ":")[0] if {
	is_string(url)
	[_, rest] := split(url, "://")
	parts := split(split(split(rest, "/")[0], "?")[0], "@")
}

# METADATA
# description: |
#   Whether a host is a Service's (`cart`, `cart.shop.svc`), an address of a private network, or this machine.
#   `cart.shop` looks like a name of the internet, so it counts only for the namespaces that are given.
host(name, _) if not contains(name, ".")

host(name, _) if endswith(name, ".svc")

host(name, _) if contains(name, ".svc.")

host(name, _) if endswith(name, ".local")

host(name, _) if regex.match(`^(127|10|192\.168|172\.(1[6-9]|2[0-9]|3[01]))\.[0-9.]+$`, name)

host(name, namespaces) if {
	parts := split(name, ".")
	count(parts) == 2
	parts[1] in namespaces
}
