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
