# METADATA
# title: A certificate that nobody checks
# description: |
#   Without a CA a client may take any certificate, and whoever stands on the way can show one. Newer releases of Istio fall
#   back on the system's CAs; to name them does not depend on that.
# custom:
#   severity: warning
#   remedy: name the CA by caCertificates or credentialName
package sluice.rules.security["tls-unverified"]

import data.sluice.lib.client_tls
import data.sluice.lib.fix
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "fix": mend} if {
	some each in client_tls.policies
	each.policy.tls.mode in {"SIMPLE", "MUTUAL"}
	not each.policy.tls.caCertificates
	not each.policy.tls.credentialName
	not each.policy.tls.insecureSkipVerify == true
	at := place.at(each.rule.source, array.concat(each.path, ["tls"]))
	mend := fix.set_value(each.rule.source, array.concat(each.path, ["tls", "caCertificates"]), "system")
	message := sprintf("no CA is named, so the certificate of %s may not be checked", [each.rule.body.spec.host])
}

report contains {"message": message, "at": at, "remedy": remedy, "fix": mend} if {
	some each in client_tls.policies
	each.policy.tls.insecureSkipVerify == true
	at := place.at(each.rule.source, array.concat(each.path, ["tls", "insecureSkipVerify"]))
	mend := fix.remove(each.rule.source, array.concat(each.path, ["tls", "insecureSkipVerify"]))
	message := sprintf("any certificate will do for %s", [each.rule.body.spec.host])
	remedy := "remove it, and name the CA by caCertificates or credentialName"
}
