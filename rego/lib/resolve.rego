# METADATA
# description: Whether destinations lead anywhere.
package sluice.lib.resolve

import data.sluice.lib.hosts
import data.sluice.lib.mesh

# METADATA
# description: Why nothing answers to a destination by its name, as a sentence; undefined where something does.
unresolved(destination) := sprintf("no Service has the host %s", [destination.host]) if {
	not mesh.service[destination.host]
}

unresolved(destination) := sprintf("the Service %s has no port %d; it has %s", [
	destination.host,
	destination.port,
	ports(mesh.service[destination.host]),
]) if {
	destination.port != 0
	one := mesh.service[destination.host]
	not has_port(one, destination.port)
}

unresolved(destination) := sprintf("no port is named and the Service %s has %s", [
	destination.host,
	ports(mesh.service[destination.host]),
]) if {
	destination.port == 0
	mesh.service[destination.host]
}

# METADATA
# description: What leads nowhere of such a destination, as a path below it.
unresolved_part(destination) := ["host"] if not mesh.service[destination.host]

unresolved_part(destination) := ["port", "number"] if mesh.service[destination.host]

has_port(one, number) if {
	some port in one.ports
	port.port == number
}

ports(one) := "none" if count(one.ports) == 0

ports(one) := concat(", ", [format_int(port.port, 10) | some port in one.ports]) if count(one.ports) > 0

# METADATA
# description: True where a destination names a subset that no DestinationRule defines.
undefined_subset(destination) if {
	destination.subset != null
	one := mesh.service[destination.host]
	not mesh.subset_labels(one, destination.subset)
}

# METADATA
# description: True where that subset was defined before the change.
removed_subset(destination) if {
	undefined_subset(destination)
	mesh.subset_labels(mesh.service_before[destination.host], destination.subset)
}

# METADATA
# description: True where at least one endpoint would take the destination's requests.
has_endpoint(destination) if {
	some endpoint in mesh.service[destination.host].endpoints
	endpoint.ports[format_int(destination.port, 10)]
	every label, value in required_labels(destination) { endpoint.labels[label] == value }
}

required_labels(destination) := {} if destination.subset == null

required_labels(destination) := mesh.subset_labels(mesh.service[destination.host], destination.subset)

required_labels(destination) := {} if {
	undefined_subset(destination)
	object.get(input, ["config", "undefinedSubset"], "host") == "host"
}

# METADATA
# description: |
#   Why what nothing answers to here may be right all the same; undefined where it surely is not, and where Sluice serves
#   these files: its proxies know nothing else.
excuse(destination) := "and no proxy is told of others yet, which know it" if {
	not input.served
	elsewhere(destination.host)
} else := "nor has the repository any other" if {
	not input.served
	count(input.mesh.services) == 0
	count(object.get(previous, "services", [])) == 0
}

default previous := {}

previous := input.previous if is_object(input.previous)

# ServiceEntries name it, or Flagger makes its Service.
elsewhere(host) if hosts.outside_of_any(host)

elsewhere(host) if hosts.made[hosts.whole(host, "")]
