# METADATA
# description: |
#   Edits that would mend what a rule reports: its item's `fix`. Paths are those of `place.at`: from the root of what has
#   the `source`.
package sluice.lib.fix

# METADATA
# description: Puts a value there, in place of the one that is there, or new.
set_value(source, path, value) := [{"op": "set", "path": array.concat(source.path, path), "value": value}]

# METADATA
# description: Takes a field or an item away.
remove(source, path) := [{"op": "remove", "path": array.concat(source.path, path)}]
