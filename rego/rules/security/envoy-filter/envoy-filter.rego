# METADATA
# title: An EnvoyFilter
# description: |
#   It patches what Istio makes for proxies, whose form may change with every release, and nothing here checks what comes of
#   it. No proxy is told of it by Sluice.
# custom:
#   severity: warning
#   remedy: say it by a VirtualService, DestinationRule or Telemetry, where one can
package sluice.rules.security["envoy-filter"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(filter.source, ["kind"])} if {
	some filter in objects.all["networking.istio.io/EnvoyFilter"]
	message := sprintf("the EnvoyFilter %s/%s patches proxies past everything that is checked here", [
		filter.namespace,
		filter.name,
	])
}
