# METADATA
# description: Where in the documents something is.
package sluice.lib.place

# METADATA
# description: |
#   The place of a part of what has a `source`. The host takes the deepest part of the path that exists, so a suffix
#   that holds for one format only does no harm.
at(source, suffix) := {"document": source.position, "path": array.concat(source.path, suffix)} if source.position >= 0

# Of another commit: there is no document to point at.
at(source, _) := null if source.position < 0

# METADATA
# description: The raise at a position of `input.raise`.
raise(position) := {"document": position, "path": []}

# METADATA
# description: A path in the spec of `sluice.yaml`; null where there is none.
config(path) := {"document": positions[0], "path": array.concat(["spec"], path)} if count(positions) > 0

config(_) := null if count(positions) == 0

positions := [i | some i, document in input.documents; document.file == "sluice.yaml"; document.value.kind == "Config"]
