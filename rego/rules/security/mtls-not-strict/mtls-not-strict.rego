# METADATA
# title: mTLS that is not asked for
# description: Where plain text is taken, callers have no identity, and whoever listens on the way reads along.
# custom:
#   severity: warning
#   remedy: set the mode to STRICT
package sluice.rules.security["mtls-not-strict"]

import data.sluice.lib.fix
import data.sluice.lib.peers
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(policy.source, path), "fix": mend} if {
	path := ["spec", "mtls", "mode"]
	some policy in peers.policies
	mode := policy.body.spec.mtls.mode
	mend := fix.set_value(policy.source, path, "STRICT")
	message := sprintf("the policy %s/%s %s", [policy.namespace, policy.name, says[mode]])
}

# A port for probes or metrics is a common exception.
report contains {"message": message, "at": at, "severity": "info"} if {
	some policy in peers.policies
	some port, setting in policy.body.spec.portLevelMtls
	at := place.at(policy.source, ["spec", "portLevelMtls", port, "mode"])
	message := sprintf("on port %s the policy %s/%s %s", [port, policy.namespace, policy.name, says[setting.mode]])
}

says := {
	"PERMISSIVE": "takes plain text as well as mTLS",
	"DISABLE": "takes plain text only",
}
