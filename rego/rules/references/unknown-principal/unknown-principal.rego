# METADATA
# title: A caller whose service account is not there
# description: Principals of access policies name service accounts of the repository.
# custom:
#   severity: warning
#   remedy: correct the name, or add the ServiceAccount
package sluice.rules.references["unknown-principal"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.workloads

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": each.at} if {
	some each in principals
	parts := split(each.principal, "/")
	count(parts) == 5
	parts[1] == "ns"
	parts[3] == "sa"
	not contains(concat("", [parts[2], parts[4]]), "*")
	not known(parts[2], parts[4])
	message := sprintf("the namespace %s has no service account %s", [parts[2], parts[4]])
}

report contains {"message": message, "at": each.at, "remedy": remedy} if {
	some each in principals
	startswith(each.principal, "spiffe://")
	message := "a principal is compared without spiffe://, so this one is nobody"
	remedy := "write it like cluster.local/ns/shop/sa/checkout"
}

report contains {"message": message, "at": place.at(each.object.source, path)} if {
	some each in sources
	some field in ["serviceAccounts", "notServiceAccounts"]
	some i, written in each.source[field]
	[namespace, name] := objects.reference(written, each.object.namespace)
	not known(namespace, name)
	path := array.concat(each.path, [field, i])
	message := sprintf("the namespace %s has no service account %s", [namespace, name])
}

sources := [{"object": one, "path": ["spec", "rules", i, "from", j, "source"], "source": from.source} |
	some one in objects.all["security.istio.io/AuthorizationPolicy"]
	some i, rule in one.body.spec.rules
	some j, from in rule.from
]

principals := [{"principal": principal, "at": place.at(each.object.source, array.concat(each.path, [field, i]))} |
	some each in sources
	some field in ["principals", "notPrincipals"]
	some i, principal in each.source[field]
]

# Of a namespace whose accounts are elsewhere nothing is said.
known(namespace, _) if not judged[namespace]

known(_, name) if name == "default"

known(namespace, name) if accounts[concat("/", [namespace, name])]

judged contains one.namespace if some one in input.objects["/ServiceAccount"]

accounts contains concat("/", [one.namespace, one.name]) if some one in input.objects["/ServiceAccount"]

accounts contains concat("/", [pod.namespace, pod.account]) if some pod in workloads.pods
