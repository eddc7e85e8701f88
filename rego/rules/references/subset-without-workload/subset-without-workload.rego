# METADATA
# title: A subset that selects no pod
# description: Each subset of a DestinationRule selects at least one of the pods of its Service.
# custom:
#   severity: warning
#   remedy: correct the labels, or add the workload that has them
package sluice.rules.references["subset-without-workload"]

import data.sluice.lib.hosts
import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.workloads

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, path)} if {
	some one in objects.all["networking.istio.io/DestinationRule"]
	host := hosts.whole(one.body.spec.host, one.namespace)
	some i, subset in one.body.spec.subsets
	labels := {name: value | some name, value in subset.labels; not of_places(name, value)}
	count(labels) > 0
	some selector in selectors[host]
	not any_pod(selector.namespace, object.union(selector.labels, labels))
	not any_slice(selector.namespace, selector.name, labels)

	# Where its Service has no pod at all, that is another finding.
	any_pod(selector.namespace, selector.labels)
	path := array.concat(["spec", "subsets", i, "labels"], place_of(selector, labels))
	message := sprintf("no pod of %s has the labels of this subset, so requests to it are answered with 503", [host])
}

# Labels of the node or the network that a pod is in are not its template's to give.
of_places(name, value) if {
	value != ""
	regex.match(`^(topology\.kubernetes\.io|topology\.istio\.io|security\.istio\.io)/`, name)
}

any_pod(namespace, labels) if count(workloads.having(namespace, labels)) > 0

selectors[host] contains {"namespace": one.namespace, "name": one.name, "labels": labels} if {
	some one in objects.all["/Service"]
	labels := objects.at(one, ["spec", "selector"], {})
	host := hosts.of_service(one.name, one.namespace)
	workloads.populated[one.namespace]
}

# Addresses that were written down are pods, too.
any_slice(namespace, name, labels) if {
	some slice in slices[concat("/", [namespace, name])]
	workloads.has_all(slice, labels)
}

slices[service] contains {"labels": one.labels} if {
	some one in input.objects["discovery.k8s.io/EndpointSlice"]
	service := concat("/", [one.namespace, one.labels["kubernetes.io/service-name"]])
}

# The label that no pod of the Service has, where there is one such.
place_of(selector, labels) := [alone[0]] if {
	alone := [name |
		some name, value in labels
		not any_pod(selector.namespace, object.union(selector.labels, {name: value}))
	]
	count(alone) > 0
} else := []
