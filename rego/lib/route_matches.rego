# METADATA
# description: What rules of the Gateway API match, in one form.
package sluice.lib.route_matches

# METADATA
# description: The matches of a rule in one form, whatever was left out; none where one of them cannot be read.
of_rule(kind, rule) := read if {
	written := written_matches(rule)
	read := [normal(kind, match) | some match in written]
	count(read) == count(written)
} else := []

written_matches(rule) := rule.matches if count(object.get(rule, "matches", [])) > 0

written_matches(rule) := [{}] if count(object.get(rule, "matches", [])) == 0

normal("HTTPRoute", match) := {
	"path": object.union({"type": "PathPrefix", "value": "/"}, object.get(match, "path", {})),
	"method": object.get(match, "method", ""),
	"headers": named(object.get(match, "headers", []), true),
	"queryParams": named(object.get(match, "queryParams", []), false),
}

normal("GRPCRoute", match) := {
	"method": object.union({"type": "Exact"}, object.get(match, "method", {})),
	"headers": named(object.get(match, "headers", []), true),
}

named(list, false) := {object.union({"type": "Exact"}, each) | some each in list}

# Names of headers are the same in any case.
named(list, true) := {object.union({"type": "Exact"}, object.union(each, {"name": lower(each.name)})) |
	some each in list
}
