# METADATA
# title: An object without a namespace
# description: Where other objects name their namespace, each does; else it lands wherever it is applied from.
# custom:
#   severity: warning
#   remedy: add metadata.namespace
package sluice.rules.references["implicit-namespace"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, ["metadata"]), "severity": severity} if {
	input.namespaces.named > 0
	some one in implicit
	message := "this object names no namespace, and is taken for one of default"
}

# Where most leave it out that is how the repository is applied.
severity := "warning" if input.namespaces.unnamed <= input.namespaces.named

severity := "info" if input.namespaces.unnamed > input.namespaces.named

implicit := [one |
	some kind, ones in objects.all
	split(kind, "/")[0] in groups
	not kind in without_namespace
	some one in ones
	one.namespace == "default"
	object.get(one.body, ["metadata", "namespace"], null) == null
]

groups := {
	"",
	"apps",
	"discovery.k8s.io",
	"networking.istio.io",
	"security.istio.io",
	"telemetry.istio.io",
	"extensions.istio.io",
	"gateway.networking.k8s.io",
	"split.smi-spec.io",
	"specs.smi-spec.io",
	"access.smi-spec.io",
	"flagger.app",
	"argoproj.io",
	"sluice.dev",
}

without_namespace := {
	"/Namespace",
	"/Node",
	"/PersistentVolume",
	"/List",
	"argoproj.io/ClusterAnalysisTemplate",
	"gateway.networking.k8s.io/GatewayClass",
	"sluice.dev/Config",
	"sluice.dev/RuleOrigin",
}
