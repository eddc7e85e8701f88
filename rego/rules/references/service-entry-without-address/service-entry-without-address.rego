# METADATA
# title: A host that is told apart by nothing
# description: What speaks TCP is told apart by its address, so a ServiceEntry for it has one.
# custom:
#   severity: warning
#   remedy: add addresses, or say TLS or HTTP where that is spoken
package sluice.rules.references["service-entry-without-address"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, ["spec", "ports", i])} if {
	some one in objects.all["networking.istio.io/ServiceEntry"]
	count(objects.at(one, ["spec", "addresses"], [])) == 0
	count(objects.at(one, ["status", "addresses"], [])) == 0
	object.get(one.labels, "networking.istio.io/enable-autoallocate-ip", "false") != "true"
	some i, port in one.body.spec.ports
	upper(object.get(port, "protocol", "TCP")) in {"", "TCP", "MONGO", "MYSQL", "REDIS"}
	message := sprintf("all connections to the port %v are taken for ones to this host", [port.number])
}
