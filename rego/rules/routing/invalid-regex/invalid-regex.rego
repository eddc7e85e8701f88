# METADATA
# title: A regular expression that RE2 refuses
# description: Envoy takes RE2, which has no look-around and no back references.
# custom:
#   severity: error
#   remedy: write it without look-around and back references, and close what is opened
package sluice.rules.routing["invalid-regex"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.object.source, each.path)} if {
	some each in expressions
	is_string(each.expression)

	# A lone star is Istio's way to ask that a value is there.
	each.expression != "*"
	not regex.is_valid(each.expression)
	message := sprintf("RE2 does not take the expression %s, and Envoy would turn the whole table down", [each.expression])
}

expressions contains {"object": each.object, "path": path, "expression": expression} if {
	some each in virtual_services.http
	some j, match in each.rule.match
	some field in ["uri", "scheme", "method", "authority"]
	expression := match[field].regex
	path := array.concat(each.path, ["match", j, field, "regex"])
}

expressions contains {"object": each.object, "path": path, "expression": expression} if {
	some each in virtual_services.http
	some j, match in each.rule.match
	some field in ["headers", "withoutHeaders", "queryParams"]
	some name, one in match[field]
	expression := one.regex
	path := array.concat(each.path, ["match", j, field, name, "regex"])
}

expressions contains {"object": each.object, "path": path, "expression": expression} if {
	some each in virtual_services.http
	some j, origin in each.rule.corsPolicy.allowOrigins
	expression := origin.regex
	path := array.concat(each.path, ["corsPolicy", "allowOrigins", j, "regex"])
}

expressions contains {"object": each.object, "path": path, "expression": expression} if {
	some each in virtual_services.http
	expression := each.rule.rewrite.uriRegexRewrite.match
	path := array.concat(each.path, ["rewrite", "uriRegexRewrite", "match"])
}

expressions contains {"object": one, "path": path, "expression": expression} if {
	some one in objects.all["gateway.networking.k8s.io/HTTPRoute"]
	some i, rule in one.body.spec.rules
	some j, match in rule.matches
	match.path.type == "RegularExpression"
	expression := match.path.value
	path := ["spec", "rules", i, "matches", j, "path", "value"]
}

expressions contains {"object": one, "path": path, "expression": expression} if {
	some kind in ["gateway.networking.k8s.io/HTTPRoute", "gateway.networking.k8s.io/GRPCRoute"]
	some one in objects.all[kind]
	some i, rule in one.body.spec.rules
	some j, match in rule.matches
	some field in ["headers", "queryParams"]
	some k, named in match[field]
	named.type == "RegularExpression"
	expression := named.value
	path := ["spec", "rules", i, "matches", j, field, k, "value"]
}

expressions contains {"object": one, "path": path, "expression": expression} if {
	some one in objects.all["gateway.networking.k8s.io/GRPCRoute"]
	some i, rule in one.body.spec.rules
	some j, match in rule.matches
	match.method.type == "RegularExpression"
	some field in ["service", "method"]
	expression := match.method[field]
	path := ["spec", "rules", i, "matches", j, "method", field]
}

expressions contains {"object": one, "path": path, "expression": expression} if {
	some one in objects.all["specs.smi-spec.io/HTTPRouteGroup"]
	some i, match in one.body.spec.matches
	expression := match.pathRegex
	path := ["spec", "matches", i, "pathRegex"]
}
