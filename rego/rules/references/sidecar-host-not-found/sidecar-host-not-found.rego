# METADATA
# title: A Sidecar that asks for a host that is not there
# description: The hosts that a Sidecar lets its pods call are known.
# custom:
#   severity: warning
#   remedy: correct the host, or remove it
package sluice.rules.references["sidecar-host-not-found"]

import data.sluice.lib.hosts
import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity} if {
	some one in objects.all["networking.istio.io/Sidecar"]
	some i, egress in one.body.spec.egress
	some j, written in egress.hosts
	parts := split(written, "/")
	count(parts) == 2
	parts[1] != "*"
	namespace := namespace_of(parts[0], one.namespace)
	host := hosts.whole(parts[1], namespace)
	not hosts.known(host, one.namespace)
	not hosts.takes_any(host)
	severity := severity_of(host)
	at := place.at(one.source, ["spec", "egress", i, "hosts", j])
	message := sprintf("no Service or ServiceEntry has the host %s", [host])
}

namespace_of(written, own) := own if written in {".", "*"}

namespace_of(written, _) := written if not written in {".", "*", "~"}

severity_of(host) := known.warning("/Service", hosts.namespace_of(host))

severity_of(host) := "warning" if not hosts.namespace_of(host)
