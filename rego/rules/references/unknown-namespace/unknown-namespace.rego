# METADATA
# title: A namespace that is not there
# description: Policies, grants and exportTo name namespaces of the repository.
# custom:
#   severity: warning
#   remedy: correct the name; where the namespace is not of this repository, nothing need be done
package sluice.rules.references["unknown-namespace"]

import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.source, each.path), "severity": severity} if {
	some each in array.concat(callers, array.concat(exports, grants))
	not each.namespace in {".", "~", "*"}
	not is_there(each.namespace)
	not each.namespace in of_clusters
	message := sprintf("the repository has nothing of a namespace %s", [each.namespace])
}

is_there(name) if known.namespaces[name]

is_there(name) if {
	endswith(name, "*")
	some namespace in known.namespaces
	startswith(namespace, trim_suffix(name, "*"))
}

is_there(name) if {
	startswith(name, "*")
	some namespace in known.namespaces
	endswith(namespace, trim_prefix(name, "*"))
}

callers := [{"source": one.source, "path": path, "namespace": namespace} |
	some one in objects.all["security.istio.io/AuthorizationPolicy"]
	some i, rule in one.body.spec.rules
	some j, from in rule.from
	some field in ["namespaces", "notNamespaces"]
	some k, namespace in from.source[field]
	path := ["spec", "rules", i, "from", j, "source", field, k]
]

exports := [{"source": one.source, "path": ["spec", "exportTo", i], "namespace": namespace} |
	some kind in ["DestinationRule", "ServiceEntry", "VirtualService"]
	some one in objects.all[concat("/", ["networking.istio.io", kind])]
	some i, namespace in one.body.spec.exportTo
]

grants := [{"source": one.source, "path": ["spec", "from", i, "namespace"], "namespace": from.namespace} |
	some one in objects.all["gateway.networking.k8s.io/ReferenceGrant"]
	some i, from in one.body.spec.from
]

# Every cluster has these, and few repositories.
of_clusters := {"default", "istio-system", "istio-ingress", "istio-egress", "kube-system"}

# A repository that makes its namespaces is expected to have them all.
severity := "warning" if count(input.objects["/Namespace"]) > 0

severity := "info" if not input.objects["/Namespace"]
