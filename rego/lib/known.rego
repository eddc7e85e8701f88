# METADATA
# description: |
#   How sure it is that what the repository has not is not there: others may bring it, and an object without a namespace
#   may land in any.
package sluice.lib.known

# METADATA
# description: |
#   The severity of a reference that found nothing, from an object to a kind (`group/Kind`) of a namespace: an error where
#   the repository has such objects of that namespace, and only a word where it has nothing of it at all.
severity(object_, kind, namespace) := "error" if {
	object.get(object_.body, ["metadata", "namespace"], null) != null
	kinds[concat(" ", [namespace, kind])]
} else := "warning" if {
	namespaces[namespace]
} else := "info"

# METADATA
# description: The same for what is never more than a warning.
warning(kind, namespace) := "warning" if {
	kinds[concat(" ", [namespace, kind])]
} else := "info"

kinds contains concat(" ", [entry.namespace, kind]) if {
	some kind, entries in input.objects
	some entry in entries
}

# METADATA
# description: Namespaces that the repository has an object of, and those that it makes.
namespaces contains entry.namespace if {
	some kind, entries in input.objects
	kind != "/Namespace"
	some entry in entries
}

namespaces contains entry.name if some entry in input.objects["/Namespace"]

# METADATA
# description: The severity of what is wrong for an object of this namespace; one that names none may land in another.
where_it_is(object_) := "error" if {
	object.get(object_.body, ["metadata", "namespace"], null) != null
} else := "warning"
