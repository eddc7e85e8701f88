# METADATA
# description: |
#   Whether what is named in the same namespace is there. A repository may hold a part of a cluster only, so nothing is
#   missing in a namespace of which the repository has no object of that kind.
package sluice.lib.named

import data.sluice.lib.objects

# METADATA
# description: True where the namespace has objects of the kind (`group/Kind`), and none of this name.
missing(kind, namespace, name) if {
	is_string(name)
	namespace in peopled[kind]
	not objects.exists(kind, namespace, name)
}

peopled[kind] contains entry.namespace if {
	some kind, entries in input.objects
	some entry in entries
}

# METADATA
# description: The `group/Kind` of a reference with `apiVersion` and `kind`; without a version it is of `otherwise`.
kind_of(reference, otherwise) := sprintf("%s/%s", [split(version, "/")[0], reference.kind]) if {
	version := object.get(reference, "apiVersion", otherwise)
	contains(version, "/")
}

kind_of(reference, otherwise) := sprintf("/%s", [reference.kind]) if {
	not contains(object.get(reference, "apiVersion", otherwise), "/")
}
