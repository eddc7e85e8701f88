# METADATA
# title: A patch that hangs on the order
# description: |
#   An operation beside or instead of something does nothing when that comes later, as it may after an upgrade or in another
#   EnvoyFilter. A priority settles which goes first.
# custom:
#   severity: warning
#   remedy: give spec.priority, or use an operation that stands by itself, like INSERT_FIRST
package sluice.rules.security["envoy-filter-order"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some filter in objects.all["networking.istio.io/EnvoyFilter"]
	objects.at(filter, ["spec", "priority"], 0) == 0
	some i, item in filter.body.spec.configPatches
	operation := item.patch.operation
	relative(operation, item.applyTo)
	at := place.at(filter.source, ["spec", "configPatches", i, "patch", "operation"])
	message := sprintf("%s hangs on what is there when it is applied, and no priority is given", [operation])
}

relative(operation, _) if operation in {"INSERT_BEFORE", "INSERT_AFTER"}

# Elsewhere the two are ignored, which envoy-filter-operation tells.
relative("REMOVE", part) if not part in {"ROUTE_CONFIGURATION", "HTTP_ROUTE"}

relative("REPLACE", part) if part in {"NETWORK_FILTER", "HTTP_FILTER", "VIRTUAL_HOST"}
