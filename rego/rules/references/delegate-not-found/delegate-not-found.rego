# METADATA
# title: A delegate that is not there
# description: A rule that leaves its requests to another VirtualService names one of the repository.
# custom:
#   severity: error
#   remedy: add the VirtualService, or name one that is there
package sluice.rules.references["delegate-not-found"]

import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity} if {
	some each in virtual_services.http
	delegate := each.rule.delegate
	namespace := object.get(delegate, "namespace", each.object.namespace)
	not objects.exists("networking.istio.io/VirtualService", namespace, delegate.name)
	severity := known.severity(each.object, "networking.istio.io/VirtualService", namespace)
	at := place.at(each.object.source, array.concat(each.path, ["delegate", "name"]))
	message := sprintf("there is no VirtualService %s/%s, so nothing answers these requests", [namespace, delegate.name])
}
