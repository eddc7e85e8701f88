# METADATA
# title: A reference to another namespace that is not granted
# description: What is named in another namespace is granted there, by a ReferenceGrant.
# custom:
#   severity: error
#   remedy: add a ReferenceGrant in the other namespace, from this kind and namespace
package sluice.rules["gateway-api"]["reference-not-granted"]

import data.sluice.lib.gateway_api
import data.sluice.lib.known
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity} if {
	some each in array.concat(backends, certificates)
	each.namespace != each.object.namespace
	not granted(each)
	severity := severity_of(each.object, each.namespace)
	at := place.at(each.object.source, array.concat(each.path, ["namespace"]))
	message := sprintf("no ReferenceGrant of the namespace %s lets a %s of %s name its %s %s", [
		each.namespace,
		each.from,
		each.object.namespace,
		each.kind,
		each.ref.name,
	])
}

# Of a namespace that the repository has nothing of the grant may be elsewhere, too.
severity_of(one, namespace) := known.where_it_is(one) if known.namespaces[namespace]

severity_of(_, namespace) := "info" if not known.namespaces[namespace]

backends := [{
	"object": backend.route,
	"from": backend.kind,
	"path": backend.path,
	"namespace": backend.namespace,
	"group": object.get(backend.ref, "group", ""),
	"kind": object.get(backend.ref, "kind", "Service"),
	"ref": backend.ref,
} |
	some backend in gateway_api.backends
	backend.ref.namespace
]

certificates := [{
	"object": one,
	"from": "Gateway",
	"path": ["spec", "listeners", i, "tls", "certificateRefs", j],
	"namespace": ref.namespace,
	"group": object.get(ref, "group", ""),
	"kind": object.get(ref, "kind", "Secret"),
	"ref": ref,
} |
	some one in objects.all["gateway.networking.k8s.io/Gateway"]
	some i, listener in one.body.spec.listeners
	some j, ref in listener.tls.certificateRefs
	ref.namespace
]

granted(each) if {
	some grant in grants[each.namespace]
	some from in grant.from
	from.group == gateway_api.group
	from.kind == each.from
	from.namespace == each.object.namespace
	some to in grant.to
	object.get(to, "group", "") == each.group
	to.kind == each.kind
	object.get(to, "name", each.ref.name) == each.ref.name
}

grants[namespace] contains grant.body.spec if {
	some grant in objects.all["gateway.networking.k8s.io/ReferenceGrant"]
	namespace := grant.namespace
}
