# METADATA
# title: Weights that share out nothing
# description: A weight is a whole number from 0, and of several at least one is above 0.
# custom:
#   severity: error
#   remedy: give whole numbers from 0 that sum to 100
package sluice.rules.routing["weights-invalid"]

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some list in lists
	some i, item in list.items
	weight := object.get(item, "weight", 0)
	message := problem(weight)
	at := {"document": list.document, "path": array.concat(list.path, [i, "weight"])}
}

report contains {"message": message, "at": {"document": list.document, "path": list.path}} if {
	some list in lists
	total(list) == 0
	count(list.items) > 1
	message := sprintf("the weights of all %d destinations are 0", [count(list.items)])
}

# Shares are relative, so this is no fault; but 80 and 10 are seldom meant. The live tree uses powers of ten.
report contains {"message": message, "at": at, "severity": "info", "remedy": remedy} if {
	some list in lists
	count(list.items) > 1
	sum_of_weights := total(list)
	not sum_of_weights in {0, 100, 1000, 10000, 100000, 1000000}
	message := sprintf("the weights sum to %v, not 100; each counts for its part of %v", [sum_of_weights, sum_of_weights])
	remedy := "let the weights sum to 100, so that they read as percentages"
	at := {"document": list.document, "path": list.path}
}

problem(weight) := sprintf("the weight %v is not a number", [weight]) if not is_number(weight)

problem(weight) := sprintf("the weight %v is negative", [weight]) if {
	is_number(weight)
	weight < 0
}

problem(weight) := sprintf("the weight %v is not a whole number", [weight]) if {
	is_number(weight)
	weight >= 0
	floor(weight) != weight
}

# Only of weights that are in order; undefined otherwise, when each bad one has been reported.
total(list) := sum(weights) if {
	weights := [object.get(item, "weight", 0) | some item in list.items]
	every weight in weights { not problem(weight) }
}

lists := [{"document": i, "path": array.concat(object.path, ["spec", protocol, j, "route"]), "items": rule.route} |
	some i, document in input.documents
	some object in objects(document.value)
	object.value.kind == "VirtualService"
	startswith(object.value.apiVersion, "networking.istio.io/")
	some protocol in ["http", "tcp", "tls"]
	some j, rule in object.value.spec[protocol]
	is_array(rule.route)
	every item in rule.route { is_object(item) }
]

# A document is an object, or a List of them.
objects(value) := [{"path": [], "value": value}] if value.kind != "List"

objects(value) := [{"path": ["items", i], "value": item} | some i, item in value.items] if value.kind == "List"
