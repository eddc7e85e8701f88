# METADATA
# description: What Istio's PeerAuthentications ask of callers.
package sluice.lib.peers

import data.sluice.lib.objects

policies := [policy | some policy in objects.all["security.istio.io/PeerAuthentication"]]

# METADATA
# description: |
#   The mode that holds in a namespace as a whole; undefined where nothing says so for certain: no policy does, two do, or
#   another one has a mode of its own for some workload or port there.
mode(namespace) := own if {
	not parted[namespace]
	some own in modes[namespace]
	count(modes[namespace]) == 1
}

mode(namespace) := from_root if {
	not parted[namespace]
	not modes[namespace]
	some from_root in modes[root]
	count(modes[root]) == 1
}

# Where Istio keeps what holds for all namespaces.
root := "istio-system"

modes[policy.namespace] contains asked if {
	some policy in policies
	not selective(policy)
	asked := policy.body.spec.mtls.mode
	asked in {"STRICT", "PERMISSIVE", "DISABLE"}
}

parted contains policy.namespace if {
	some policy in policies
	selective(policy)
}

parted contains policy.namespace if {
	some policy in policies
	count(policy.body.spec.portLevelMtls) > 0
}

# METADATA
# description: Whether a policy speaks for some workloads only.
selective(policy) if count(policy.body.spec.selector.matchLabels) > 0
