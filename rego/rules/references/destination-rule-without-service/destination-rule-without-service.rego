# METADATA
# title: A DestinationRule of no service
# description: The host of a DestinationRule is one of a Service or a ServiceEntry.
# custom:
#   severity: warning
#   remedy: add the Service or ServiceEntry, or name one that is there
package sluice.rules.references["destination-rule-without-service"]

import data.sluice.lib.hosts
import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity} if {
	some one in objects.all["networking.istio.io/DestinationRule"]
	host := hosts.whole(one.body.spec.host, one.namespace)
	not hosts.known(host, one.namespace)
	not hosts.takes_any(host)
	severity := severity_of(host)
	at := place.at(one.source, ["spec", "host"])
	message := sprintf("no Service or ServiceEntry has the host %s, so this has no effect", [host])
}

# Of a namespace that the repository has nothing of there may be any.
severity_of(host) := known.warning("/Service", hosts.namespace_of(host))

severity_of(host) := "warning" if not hosts.namespace_of(host)
