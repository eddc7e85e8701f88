# METADATA
# title: A namespace that asks for sidecars in two ways
# description: A namespace has the label istio-injection or istio.io/rev, and one value that means something.
# custom:
#   severity: warning
#   remedy: keep one of the two labels
package sluice.rules.references["injection-conflict"]

import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, ["metadata", "labels", "istio.io/rev"])} if {
	some one in input.objects["/Namespace"]
	one.labels["istio-injection"] == "enabled"
	one.labels["istio.io/rev"]
	message := "istio-injection is set as well, and istio.io/rev is passed over"
}

report contains {"message": message, "at": at, "remedy": "write enabled or disabled"} if {
	some one in input.objects["/Namespace"]
	value := one.labels["istio-injection"]
	not value in {"enabled", "disabled"}
	at := place.at(one.source, ["metadata", "labels", "istio-injection"])
	message := sprintf("istio-injection is enabled or disabled; %s means nothing", [value])
}

report contains {"message": message, "at": at, "remedy": remedy} if {
	some one in input.objects["/Namespace"]
	one.labels["istio.io/dataplane-mode"] == "ambient"
	some label in ["istio-injection", "istio.io/rev"]
	asks(label, one.labels[label])
	at := place.at(one.source, ["metadata", "labels", label])
	message := "the namespace is in ambient mode, and asks for sidecars as well"
	remedy := "keep one of the two labels; a pod with a sidecar is passed over by ambient"
}

asks("istio-injection", value) if value == "enabled"

asks("istio.io/rev", _) := true
