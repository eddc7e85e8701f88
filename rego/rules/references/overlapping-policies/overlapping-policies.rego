# METADATA
# title: Policies that exclude each other
# description: Of a Sidecar, a PeerAuthentication or a Telemetry one is for a pod, and one for all of a namespace.
# custom:
#   severity: warning
#   remedy: put them into one, or give them selectors that share no pod
package sluice.rules.references["overlapping-policies"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.workloads

about := rego.metadata.chain()[1].annotations

selectors := {
	"networking.istio.io/Sidecar": ["spec", "workloadSelector", "labels"],
	"security.istio.io/PeerAuthentication": ["spec", "selector", "matchLabels"],
	"telemetry.istio.io/Telemetry": ["spec", "selector", "matchLabels"],
}

report contains {"message": message, "at": place.at(one.source, ["metadata", "name"])} if {
	some key, positions in for_all
	first := min(positions)
	some i in positions
	i != first
	[kind, namespace] := split(key, " ")
	one := objects.all[kind][i]
	message := sprintf("%s is for all of the namespace %s already, and one of the two is passed over", [
		objects.all[kind][first].name,
		namespace,
	])
}

# Of one pod the first two are enough to say.
report contains {"message": message, "at": place.at(one.source, selectors[kind])} if {
	some key, positions in for_pods
	first := min(positions)
	others := {i | some i in positions; i != first}
	kind := split(key, " ")[0]
	one := objects.all[kind][min(others)]
	message := sprintf("%s is for some of these pods already, and one of the two is passed over", [
		objects.all[kind][first].name,
	])
}

for_all[key] contains i if {
	some kind, path in selectors
	some i, one in objects.all[kind]
	count(objects.at(one, path, {})) == 0
	object.get(one.body, ["spec", "targetRefs"], null) == null
	key := concat(" ", [kind, one.namespace])
}

for_pods[key] contains i if {
	some kind, path in selectors
	some i, one in objects.all[kind]
	some pod in workloads.having(one.namespace, objects.at(one, path, {}))
	key := concat(" ", [kind, format_int(pod, 10)])
}
