# METADATA
# title: A subset that is the whole
# description: Without labels a subset has every pod of its host, whatever its name says.
# custom:
#   severity: warning
#   remedy: give it the labels of the pods that are meant
package sluice.rules.references["subset-without-labels"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, ["spec", "subsets", i])} if {
	some one in objects.all["networking.istio.io/DestinationRule"]
	some i, subset in one.body.spec.subsets
	count(object.get(subset, "labels", {})) == 0

	# One that sets a policy of its own may be meant for all.
	not subset.trafficPolicy
	message := sprintf("the subset %v asks for no label, so it has every pod of %v", [subset.name, one.body.spec.host])
}
