# METADATA
# description: |
#   The hosts that the repository knows: those of its Services, those that ServiceEntries name, and those of the Services
#   that Flagger makes for its Canaries.
package sluice.lib.hosts

import data.sluice.lib.objects

# METADATA
# description: The whole host of a Service.
of_service(name, namespace) := concat("", [name, ".", namespace, ".svc.cluster.local"])

# METADATA
# description: |
#   The whole host that a name means in an object of `namespace`: without a dot a Service of that namespace;
#   `name.namespace` and `name.namespace.svc` where that Service is known; else itself.
whole(written, namespace) := written if {
	# No host is as long, and each step on the way would copy it.
	count(written) > 1000
} else := of_service(plain, namespace) if {
	plain := trimmed(written)
	not regex.match(`[.*:]`, plain)
} else := named if {
	labels := split(trimmed(written), ".")
	short(labels)
	named := of_service(labels[0], labels[1])
	in_cluster[named]
} else := trimmed(written)

trimmed(written) := trim_suffix(lower(written), ".")

short(labels) if count(labels) == 2

short(labels) if {
	count(labels) == 3
	labels[2] == "svc"
}

# METADATA
# description: The namespace that a host speaks of; undefined where it is none of the cluster.
namespace_of(host) := labels[1] if {
	labels := split(host, ".")
	endswith(host, ".svc.cluster.local")
}

namespace_of(host) := labels[1] if {
	labels := split(host, ".")
	short(labels)
	service_namespaces[labels[1]]
}

service_namespaces contains one.namespace if some one in input.objects["/Service"]

services contains of_service(one.name, one.namespace) if some one in input.objects["/Service"]

# Flagger makes three Services of a Canary, which stand in no repository.
made contains of_service(concat("", [name, suffix]), canary.namespace) if {
	some canary in objects.all["flagger.app/Canary"]
	target := object.get(canary.body, ["spec", "targetRef", "name"], "")
	name := object.get(canary.body, ["spec", "service", "name"], target)
	some suffix in ["", "-primary", "-canary"]
}

in_cluster := services | made

# Hosts of ServiceEntries, those without a star, by the namespace that may see them; `*` is all.
entries[scope] contains host if {
	some entry in objects.all["networking.istio.io/ServiceEntry"]
	some written in entry.body.spec.hosts
	host := trimmed(written)
	not startswith(host, "*")
	some scope in scopes(entry)
}

# What follows their star and its dot; empty of a lone star.
wildcards[scope] contains parent if {
	some entry in objects.all["networking.istio.io/ServiceEntry"]
	some written in entry.body.spec.hosts
	startswith(written, "*")
	parent := trim_prefix(trim_prefix(trimmed(written), "*"), ".")
	some scope in scopes(entry)
}

scopes(entry) := {"*"} if count(objects.at(entry, ["spec", "exportTo"], [])) == 0

scopes(entry) := {scope_of(scope, entry.namespace) | some scope in entry.body.spec.exportTo} if {
	count(objects.at(entry, ["spec", "exportTo"], [])) > 0
}

scope_of(written, own) := own if written == "."

scope_of(written, _) := written if written != "."

# METADATA
# description: Whether anything answers to a whole host that is called from a namespace, as far as the repository says.
known(host, _) if in_cluster[host]

known(host, namespace) if {
	some scope in ["*", namespace]
	outside(host, scope)
}

# METADATA
# description: Whether a ServiceEntry that is seen from anywhere names the host.
outside_of_any(host) if {
	some scope, _ in object.union(entries, wildcards)
	outside(host, scope)
}

outside(host, scope) if entries[scope][host]

outside(_, scope) if wildcards[scope][""]

outside(host, scope) if {
	wildcards[scope]
	some parent in parents(host)
	wildcards[scope][parent]
}

# METADATA
# description: Whether a pattern with a star takes any known host in.
takes_any(pattern) if pattern == "*"

takes_any(pattern) if {
	startswith(pattern, "*.")
	known_parents[substring(pattern, 2, -1)]
}

known_parents contains parent if {
	some host in in_cluster
	some parent in parents(host)
}

known_parents contains parent if {
	some hosts in entries
	some host in hosts
	some parent in parents(host)
}

known_parents contains wildcard if {
	some parents_of_scope in wildcards
	some wildcard in parents_of_scope
}

# What is left of a host without its first labels.
parents(host) := {concat(".", array.slice(labels, i, count(labels))) |
	labels := split(host, ".")
	some i in numbers.range(1, max([1, count(labels) - 1]))
}

# METADATA
# description: The ports of a host, by its Services and ServiceEntries.
ports[host] contains port.port if {
	some one in objects.all["/Service"]
	host := of_service(one.name, one.namespace)
	some port in one.body.spec.ports
}

ports[host] contains port.number if {
	some entry in objects.all["networking.istio.io/ServiceEntry"]
	some written in entry.body.spec.hosts
	host := trimmed(written)
	some port in entry.body.spec.ports
}

# METADATA
# description: The ports of a host as people write them.
shown_ports(host) := concat(", ", [sprintf("%v", [port]) | some port in ports[host]])
