# METADATA
# title: A caller's namespace that is not there
# description: Access policies name namespaces of the repository.
# custom:
#   severity: warning
#   remedy: correct the name; where the namespace is not of this repository, nothing need be done
package sluice.rules.references["unknown-namespace"]

import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity} if {
	some one in objects.all["security.istio.io/AuthorizationPolicy"]
	some i, rule in one.body.spec.rules
	some j, from in rule.from
	some field in ["namespaces", "notNamespaces"]
	some k, namespace in from.source[field]
	not contains(namespace, "*")
	not known.namespaces[namespace]
	not namespace in of_clusters
	at := place.at(one.source, ["spec", "rules", i, "from", j, "source", field, k])
	message := sprintf("the repository has nothing of a namespace %s", [namespace])
}

# Every cluster has these, and few repositories.
of_clusters := {"default", "istio-system", "istio-ingress", "istio-egress", "kube-system"}

# A repository that makes its namespaces is expected to have them all.
severity := "warning" if count(input.objects["/Namespace"]) > 0

severity := "info" if not input.objects["/Namespace"]
