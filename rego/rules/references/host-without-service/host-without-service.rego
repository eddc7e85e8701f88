# METADATA
# title: Routes of a service that is not there
# description: The hosts of the cluster that a VirtualService routes are those of Services or ServiceEntries.
# custom:
#   severity: warning
#   remedy: correct the host, or add its Service
package sluice.rules.references["host-without-service"]

import data.sluice.lib.hosts
import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

# Names outside of the cluster are anybody's.
report contains {"message": message, "at": place.at(one.source, ["spec", "hosts", i]), "severity": severity} if {
	some one in objects.all["networking.istio.io/VirtualService"]
	virtual_services.in_mesh(one)
	some i, written in one.body.spec.hosts
	host := hosts.whole(written, one.namespace)
	namespace := hosts.namespace_of(host)
	not hosts.known(host, one.namespace)
	not hosts.takes_any(host)
	severity := known.warning("/Service", namespace)
	message := sprintf("no Service has the host %s, so nobody calls it by this name", [host])
}
