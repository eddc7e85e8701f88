# METADATA
# title: A selector that selects nothing
# description: What selects pods by their labels selects at least one.
# custom:
#   severity: warning
#   remedy: correct the labels, or add the workload that has them
package sluice.rules.references["selector-without-workload"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.workloads

about := rego.metadata.chain()[1].annotations

# Where each kind selects pods of its own namespace.
selectors := {
	"/Service": ["spec", "selector"],
	"extensions.istio.io/WasmPlugin": ["spec", "selector", "matchLabels"],
	"networking.istio.io/DestinationRule": ["spec", "workloadSelector", "matchLabels"],
	"networking.istio.io/EnvoyFilter": ["spec", "workloadSelector", "labels"],
	"networking.istio.io/ProxyConfig": ["spec", "selector", "matchLabels"],
	"networking.istio.io/ServiceEntry": ["spec", "workloadSelector", "labels"],
	"networking.istio.io/Sidecar": ["spec", "workloadSelector", "labels"],
	"security.istio.io/AuthorizationPolicy": ["spec", "selector", "matchLabels"],
	"security.istio.io/PeerAuthentication": ["spec", "selector", "matchLabels"],
	"security.istio.io/RequestAuthentication": ["spec", "selector", "matchLabels"],
	"telemetry.istio.io/Telemetry": ["spec", "selector", "matchLabels"],
}

# What stands in the root namespace selects in all.
root_namespace := "istio-system"

report contains {"message": message, "at": place.at(one.source, path)} if {
	some kind, path in selectors
	some one in objects.all[kind]
	labels := objects.at(one, path, {})
	kind != "/Service"
	one.namespace == root_namespace
	count(workloads.populated) > 0
	count(workloads.having("*", labels)) == 0
	message := "no workload of any namespace has these labels"
}

report contains {"message": message, "at": place.at(one.source, path)} if {
	some kind, path in selectors
	some one in objects.all[kind]
	labels := objects.at(one, path, {})
	of_own_namespace(kind, one.namespace)
	workloads.populated[one.namespace]
	count(workloads.having(one.namespace, labels)) == 0
	message := sprintf("no workload of the namespace %s has these labels", [one.namespace])
}

of_own_namespace(_, namespace) if namespace != root_namespace

of_own_namespace(kind, _) if kind == "/Service"

# A gateway's pods are often installed by other means; they are looked for where the repository has some of their like.
report contains {"message": message, "at": place.at(one.source, ["spec", "selector"])} if {
	some one in objects.all["networking.istio.io/Gateway"]
	labels := objects.at(one, ["spec", "selector"], {})
	count(workloads.having("*", labels)) == 0
	some name, _ in labels
	not name in {"app", "name", "app.kubernetes.io/name"}
	workloads.label_names[name]
	message := "no workload has these labels, so nothing serves this gateway"
}
