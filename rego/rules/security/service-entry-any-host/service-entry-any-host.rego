# METADATA
# title: A ServiceEntry for every host
# description: A ServiceEntry names what is outside; Istio takes none for every name there is.
# custom:
#   severity: error
#   remedy: name the hosts that are meant, like api.example.com or *.example.com
package sluice.rules.security["service-entry-any-host"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(entry.source, ["spec", "hosts", i])} if {
	some entry in objects.all["networking.istio.io/ServiceEntry"]
	some i, host in entry.body.spec.hosts
	host == "*"
	message := sprintf("the ServiceEntry %s/%s is for every host", [entry.namespace, entry.name])
}
