# METADATA
# title: A destination that changes under its traffic
# description: |
#   What a destination with traffic selects stays as it is. Other labels would move that traffic to other endpoints at
#   once, past every step and all evidence.
# custom:
#   severity: error
#   remedy: define a new subset, and move the weight to it
package sluice.rules.walks["destination-redefined"]

import data.sluice.lib.mesh
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity} if {
	some target, rules in mesh.live
	some rule in rules
	some item in rule.action.destinations
	item.share > 0
	item.destination.host in redefined
	key := mesh.key(item.destination)
	mesh.share(mesh.before, target, key) > 0
	some change in changes(item.destination)
	at := place.at(change.source, change.suffix)
	message := sprintf("%s while %s of %s goes there", [change.what, mesh.percent(item.share), target])
	severity := severity_if_covered[target in mesh.covered]
}

severity_if_covered := {true: "error", false: "warning"}

# Hosts of which anything changed: most changes touch few.
redefined contains host if {
	some host, one in mesh.service
	old := mesh.service_before[host]
	definition(one) != definition(old)
}

definition(one) := [one.selector, [[subset.name, subset.labels] | some subset in one.subsets]]

changes(destination) := subset_changes(destination) | selector_changes(destination)

subset_changes(destination) := {change |
	one := mesh.service[destination.host]
	old := mesh.service_before[destination.host]
	some subset in one.subsets
	subset.name == destination.subset
	labels_before := labels_of(old, subset.name)
	labels_before != subset.labels
	change := {
		"what": sprintf("the subset %s of %s selects %v instead of %v", [
			subset.name,
			destination.host,
			subset.labels,
			labels_or_host(labels_before),
		]),
		"source": subset.source,
		"suffix": ["labels"],
	}
}

selector_changes(destination) := {change |
	one := mesh.service[destination.host]
	old := mesh.service_before[destination.host]
	one.selector != old.selector
	change := {
		"what": sprintf("the Service %s selects %v instead of %v", [destination.host, one.selector, old.selector]),
		"source": one.source,
		"suffix": ["spec", "selector"],
	}
}

labels_of(one, name) := mesh.subset_labels(one, name)

labels_of(one, name) := null if not mesh.subset_labels(one, name)

labels_or_host(labels) := "the whole host" if labels == null

labels_or_host(labels) := labels if labels != null
