# METADATA
# title: A Canary that names what is not there
# description: A Canary's templates of metrics, providers of alerts, autoscaler and ingress are objects of their own.
# custom:
#   severity: error
#   remedy: add the object, or correct the name
package sluice.rules.delivery["canary-reference-not-found"]

import data.sluice.lib.canaries
import data.sluice.lib.named
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in canaries.analyses
	some [list, field, kind] in [["metrics", "templateRef", "MetricTemplate"], ["alerts", "providerRef", "AlertProvider"]]
	some i, item in each.analysis[list]
	reference := item[field]
	namespace := object.get(reference, "namespace", each.canary.namespace)
	named.missing(sprintf("flagger.app/%s", [kind]), namespace, reference.name)
	at := place.at(each.canary.source, array.concat(each.path, [list, i, field, "name"]))
	message := sprintf("there is no %s %s/%s", [kind, namespace, reference.name])
}

report contains {"message": message, "at": at} if {
	some canary in canaries.all
	some field, version in {"autoscalerRef": "autoscaling/v2", "ingressRef": "networking.k8s.io/v1"}
	reference := canary.body.spec[field]
	named.missing(named.kind_of(reference, version), canary.namespace, reference.name)
	at := place.at(canary.source, ["spec", field, "name"])
	message := sprintf("there is no %s %s/%s", [reference.kind, canary.namespace, reference.name])
}
