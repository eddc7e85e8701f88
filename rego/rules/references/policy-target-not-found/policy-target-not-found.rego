# METADATA
# title: A policy of what is not there
# description: What a policy names by targetRefs is in the repository.
# custom:
#   severity: error
#   remedy: correct the name, or add what the policy is for
package sluice.rules.references["policy-target-not-found"]

import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

policies := [
	"extensions.istio.io/WasmPlugin",
	"security.istio.io/AuthorizationPolicy",
	"security.istio.io/RequestAuthentication",
	"telemetry.istio.io/Telemetry",
]

# Targets whose objects are known here.
targets := {
	"/Service",
	"gateway.networking.k8s.io/Gateway",
	"networking.istio.io/ServiceEntry",
}

report contains {"message": message, "at": at, "severity": severity} if {
	some policy in policies
	some one in objects.all[policy]
	some target in array.concat(listed(one), lone(one))
	kind := concat("/", [object.get(target.ref, "group", ""), target.ref.kind])
	targets[kind]
	namespace := object.get(target.ref, "namespace", one.namespace)
	not objects.exists(kind, namespace, target.ref.name)
	severity := known.severity(one, kind, namespace)
	at := place.at(one.source, array.concat(target.path, ["name"]))
	message := sprintf("there is no %s %s/%s, so this policy holds nowhere", [
		target.ref.kind,
		namespace,
		target.ref.name,
	])
}

listed(one) := [{"ref": ref, "path": ["spec", "targetRefs", i]} |
	some i, ref in object.get(one.body, ["spec", "targetRefs"], [])
]

# The old way to write it.
lone(one) := [{"ref": ref, "path": ["spec", "targetRef"]} | ref := one.body.spec.targetRef]
