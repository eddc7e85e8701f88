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
	weight := object.get(item, "weight", list.kind.unwritten)
	message := problem(weight)
	at := {"document": list.document, "path": array.concat(list.path, [i, "weight"])}
}

report contains {"message": message, "at": {"document": list.document, "path": list.path}} if {
	some list in lists
	total(list) == 0
	count(list.items) >= list.kind.least
	message := zero(count(list.items))
}

zero(number) := "the weight of the only destination is 0" if number == 1

zero(number) := sprintf("the weights of all %d destinations are 0", [number]) if number != 1

# Shares are relative, so this is no fault; but 80 and 10 are seldom meant. The live tree uses powers of ten.
report contains {"message": message, "at": at, "severity": "info", "remedy": remedy} if {
	some list in lists
	list.kind.percent
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
	weights := [object.get(item, "weight", list.kind.unwritten) | some item in list.items]
	every weight in weights { not problem(weight) }
}

# Where a kind has lists of destinations: each below a list of rules, or one for all. `least` is the length from which
# all 0 is a fault: a VirtualService's only destination gets all, whatever its weight says.
virtual_service := {
	"group": "networking.istio.io",
	"rules": ["http", "tcp", "tls"],
	"field": "route",
	"unwritten": 0,
	"least": 2,
	"percent": true,
}

route := {
	"group": "gateway.networking.k8s.io",
	"rules": ["rules"],
	"field": "backendRefs",
	"unwritten": 1,
	"least": 1,
	"percent": false,
}

kinds := {
	"VirtualService": virtual_service,
	"HTTPRoute": route,
	"GRPCRoute": route,
	"TCPRoute": route,
	"TLSRoute": route,
	"UDPRoute": route,
}

lists := array.concat(lists_of_rules, splits)

lists_of_rules := [{
	"document": i,
	"path": array.concat(object.path, ["spec", field, j, kind.field]),
	"items": rule[kind.field],
	"kind": kind,
} |
	some i, document in input.documents
	some object in objects(document.value)
	kind := kinds[object.value.kind]
	startswith(object.value.apiVersion, concat("", [kind.group, "/"]))
	some field in kind.rules
	some j, rule in object.value.spec[field]
	is_array(rule[kind.field])
	every item in rule[kind.field] { is_object(item) }
]

# Its first version had quantities for weights, which are text.
splits := [{
	"document": i,
	"path": array.concat(object.path, ["spec", "backends"]),
	"items": object.value.spec.backends,
	"kind": {"unwritten": 0, "least": 1, "percent": false},
} |
	some i, document in input.documents
	some object in objects(document.value)
	object.value.kind == "TrafficSplit"
	startswith(object.value.apiVersion, "split.smi-spec.io/")
	is_array(object.value.spec.backends)
	every item in object.value.spec.backends {
		is_object(item)
		not is_string(item.weight)
	}
]

# A document is an object, or a List of them.
objects(value) := [{"path": [], "value": value}] if value.kind != "List"

objects(value) := [{"path": ["items", i], "value": item} | some i, item in value.items] if value.kind == "List"
