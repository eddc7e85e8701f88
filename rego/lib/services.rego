# METADATA
# description: Services and the pods that they select, of namespaces whose pods are in the repository.
package sluice.lib.services

import data.sluice.lib.objects
import data.sluice.lib.workloads

# METADATA
# description: Services that select something, as `{object, pods}`; pods are positions in `workloads.pods`.
selecting := [{"object": one, "pods": pods} |
	some one in objects.all["/Service"]
	pods := workloads.having(one.namespace, objects.at(one, ["spec", "selector"], {}))
	count(pods) > 0
]

# METADATA
# description: Positions in `selecting` by pod.
of_pod[pod] contains i if {
	some i, each in selecting
	some pod in each.pods
}

# METADATA
# description: The word by which a port says its protocol; empty where it says none.
protocol(port) := lower(object.get(port, "appProtocol", split(object.get(port, "name", ""), "-")[0]))

# METADATA
# description: Where a port leads at the pod.
target(port) := object.get(port, "targetPort", port.port)
