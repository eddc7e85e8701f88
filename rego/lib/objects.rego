# METADATA
# description: The objects of the repository as they were written, by kind, and what they name.
package sluice.lib.objects

# METADATA
# description: |
#   Objects by `group/Kind`, whatever the version; the core group is empty: `all["/Service"]`. Each is
#   `{namespace, name, labels, annotations, source, body}`; `place.at(object.source, path)` is a place of it, with the path
#   from the object's root.
all[kind] := [object.union(entry, {"body": body}) |
	some entry in entries
	body := object.get(input.documents[entry.source.position].value, entry.source.path, {})
] if {
	some kind, entries in input.objects
}

# METADATA
# description: Their names by `group/Kind`, as `namespace/name`.
names[kind] := {concat("/", [entry.namespace, entry.name]) | some entry in entries} if {
	some kind, entries in input.objects
}

# METADATA
# description: Whether there is such an object; `kind` is `group/Kind`.
exists(kind, namespace, name) if names[kind][concat("/", [namespace, name])]

# METADATA
# description: |
#   A name as Istio writes references: `namespace/name`, or a name of the object's own namespace. Gives `[namespace, name]`.
reference(text, _) := [parts[0], parts[1]] if {
	parts := split(text, "/")
	count(parts) == 2
}

reference(text, own_namespace) := [own_namespace, text] if not contains(text, "/")

# METADATA
# description: A value below an object's root, or `otherwise` where there is none; null is none.
at(object_, path, _) := value if {
	value := object.get(object_.body, path, null)
	value != null
}

at(object_, path, otherwise) := otherwise if object.get(object_.body, path, null) == null
