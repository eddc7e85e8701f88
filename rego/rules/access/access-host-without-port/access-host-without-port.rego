# METADATA
# title: A host that is met without its port
# description: |
#   Policies compare the whole Host header, and clients may put the port into it: `shop.example.com` does not hold on
#   `shop.example.com:443`.
# custom:
#   severity: info
#   remedy: name both, as shop.example.com and shop.example.com:*
package sluice.rules.access["access-host-without-port"]

import data.sluice.lib.access
import data.sluice.lib.fix
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity, "remedy": remedy, "fix": mend} if {
	some each in access.rules
	some field in ["hosts", "notHosts"]
	some j, item in each.rule.to
	hosts := item.operation[field]
	some k, host in hosts
	whole_host(host)
	not with_port(host, hosts)
	at := place.at(each.policy.source, array.concat(each.path, ["to", j, "operation", field, k]))
	[severity, outcome] := outcome_of(each.action, field)
	message := sprintf("a request to %s:443 is another host to the policy %s, and %s", [host, each.policy.name, outcome])
	remedy := sprintf("name %s:* beside it", [host])
	list := array.concat(each.path, ["to", j, "operation", field])
	mend := fix.set_value(each.policy.source, list, array.concat(hosts, [sprintf("%s:*", [host])]))
}

whole_host(host) if {
	is_string(host)
	not contains(host, ":")
	not contains(host, "*")
}

with_port(host, hosts) if {
	some other in hosts
	other in {sprintf("%s:*", [host]), sprintf("%s*", [host])}
}

outcome_of("ALLOW", "hosts") := ["info", "isn't let in by it"]

outcome_of("DENY", "hosts") := ["warning", "gets past it"]

outcome_of("ALLOW", "notHosts") := ["warning", "is let in by it"]

outcome_of("DENY", "notHosts") := ["info", "is denied by it"]
