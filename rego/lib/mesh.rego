# METADATA
# description: |
#   The three meshes of the input, indexed: what the change asks for (`asked`), what would be served with walks in
#   flight (`live`), and what is served now (`before`). Services of the first two are the same.
package sluice.lib.mesh

# Rules that forward, by target and place: a repository can name two rules alike (which is a finding of its own).
asked[target][[i, j]] := rule if {
	some i, virtual_host in input.mesh.virtualHosts
	some j, rule in virtual_host.rules
	rule.action.kind == "forward"
	target := rule.target
}

live[target][[i, j]] := rule if {
	some i, virtual_host in input.live.virtualHosts
	some j, rule in virtual_host.rules
	rule.action.kind == "forward"
	target := rule.target
}

before[target][[i, j]] := rule if {
	some i, virtual_host in input.previous.virtualHosts
	some j, rule in virtual_host.rules
	rule.action.kind == "forward"
	target := rule.target
}

# Targets that a Rollout covers, before the change or after it.
covered contains target if {
	some rollout in input.mesh.rollouts
	target := rollout.target
}

covered contains target if {
	some rollout in input.previous.rollouts
	target := rollout.target
}

in_flight contains target if some target in input.inFlight

service[host] := input.mesh.services[min(positions)] if some host, positions in service_positions

service_positions[host] contains i if {
	some i, one in input.mesh.services
	host := one.host
}

service_before[host] := input.previous.services[min(positions)] if some host, positions in service_before_positions

service_before_positions[host] contains i if {
	some i, one in input.previous.services
	host := one.host
}

# METADATA
# description: The identity of a destination, under which shares are compared.
key(destination) := [destination.host, destination.port, destination.subset]

# METADATA
# description: Shares of a rule by destination, in parts per million.
shares(rule) := {destination: share |
	some item in rule.action.destinations
	destination := key(item.destination)
	share := sum([other.share | some other in rule.action.destinations; key(other.destination) == destination])
}

# METADATA
# description: The share that a target gives a destination in an index of rules; 0 when it gives none.
share(rules, target, destination) := sum([part |
	some rule in object.get(rules, target, {})
	part := object.get(shares(rule), [destination], 0)
])

# METADATA
# description: The labels of a subset of a service; undefined where no DestinationRule defines it.
subset_labels(one, name) := [subset.labels | some subset in one.subsets; subset.name == name][0]

# METADATA
# description: A destination as people write it.
show(destination) := sprintf("%s (subset %s)", [destination.host, destination.subset]) if destination.subset != null

show(destination) := destination.host if destination.subset == null

# METADATA
# description: Parts per million as a percentage.
percent(share_of_million) := sprintf("%v %%", [round(share_of_million / 100) / 100])

# METADATA
# description: The hosts that the rules of a target send traffic to.
destination_hosts[target] contains item.destination.host if {
	some target, rules in asked
	some rule in rules
	some item in rule.action.destinations
}
