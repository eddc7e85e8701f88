# METADATA
# title: A patch that is not applied
# description: Istio ignores operations that make no sense for what they are applied to.
# custom:
#   severity: error
#   remedy: use MERGE, or apply the patch to what takes this operation
package sluice.rules.security["envoy-filter-operation"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some filter in objects.all["networking.istio.io/EnvoyFilter"]
	some i, item in filter.body.spec.configPatches
	operation := item.patch.operation
	ignored(operation, item.applyTo)
	at := place.at(filter.source, ["spec", "configPatches", i, "patch", "operation"])
	message := sprintf("%s is ignored for %s", [operation, item.applyTo])
}

ignored(operation, part) if {
	operation in {"ADD", "REMOVE"}
	part in {"ROUTE_CONFIGURATION", "HTTP_ROUTE"}
}

ignored("REPLACE", part) if not part in {"NETWORK_FILTER", "HTTP_FILTER", "VIRTUAL_HOST"}
