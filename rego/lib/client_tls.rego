# METADATA
# description: What Istio's DestinationRules say of the TLS that clients speak.
package sluice.lib.client_tls

import data.sluice.lib.objects

rules := [rule | some rule in objects.all["networking.istio.io/DestinationRule"]]

# METADATA
# description: |
#   Every traffic policy of every DestinationRule, as `{rule, policy, path, inherited}`: its own, those of its subsets and of
#   their ports. `inherited` is what a field that is not there is taken from; nothing for ports.
policies := array.concat(of_hosts, of_ports)

of_hosts := array.concat(
	[{"rule": rule, "policy": policy, "path": ["spec", "trafficPolicy"], "inherited": {}} |
		some rule in rules
		policy := rule.body.spec.trafficPolicy
	],
	[{"rule": rule, "policy": policy, "path": ["spec", "subsets", i, "trafficPolicy"], "inherited": inherited} |
		some rule in rules
		some i, subset in rule.body.spec.subsets
		policy := subset.trafficPolicy
		inherited := object.get(rule.body, ["spec", "trafficPolicy"], {})
	],
)

of_ports := [{"rule": above.rule, "policy": policy, "path": path, "inherited": {}} |
	some above in of_hosts
	some i, policy in above.policy.portLevelSettings
	path := array.concat(above.path, ["portLevelSettings", i])
]

# METADATA
# description: |
#   Namespace and name of the Service that a DestinationRule is of; undefined where its host is not surely one of the
#   cluster: a name without a dot, or one with `.svc`.
service(rule) := [rule.namespace, rule.body.spec.host] if not contains(rule.body.spec.host, ".")

service(rule) := [parts[1], parts[0]] if {
	parts := split(rule.body.spec.host, ".")
	parts[2] == "svc"
}
