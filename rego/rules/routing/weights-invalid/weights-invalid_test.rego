package sluice.test["weights-invalid"]

import data.sluice.rules.routing["weights-invalid"] as rule

messages(route) := {item.message | some item in report} if {
	report := rule.report with input as {"documents": [document(route)]}
}

document(route) := {"file": "a.yaml", "index": 0, "value": {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"spec": {"http": [{"route": route}]},
}}

test_weights_that_sum_to_100_pass if {
	messages([{"weight": 80}, {"weight": 20}]) == set()
	messages([{"weight": 999999}, {"weight": 1}]) == set()
}

test_a_lone_destination_needs_no_weight if {
	messages([{"destination": {}}]) == set()
	messages([{"weight": 0}]) == set()
}

test_a_weight_is_a_whole_number_from_0 if {
	messages([{"weight": -5}, {"weight": 105}]) == {"the weight -5 is negative"}
	messages([{"weight": 0.5}, {"weight": 99}]) == {"the weight 0.5 is not a whole number"}
	messages([{"weight": "80"}, {"weight": 20}]) == {"the weight 80 is not a number"}
}

test_the_place_is_the_weight if {
	some item in rule.report with input as {"documents": [document([{"weight": 1}, {"weight": -1}])]}
	item.at == {"document": 0, "path": ["spec", "http", 0, "route", 1, "weight"]}
}

test_all_zero_shares_out_nothing if messages([{"weight": 0}, {}]) == {"the weights of all 2 destinations are 0"}

test_an_odd_sum_is_only_told if {
	items := rule.report with input as {"documents": [document([{"weight": 80}, {"weight": 10}])]}
	{item.severity | some item in items} == {"info"}
}

test_other_kinds_are_left_alone if {
	other := json.patch(document([{"weight": -1}]), [{"op": "add", "path": "/value/kind", "value": "Other"}])
	count(rule.report) == 0 with input as {"documents": [other]}
}

test_a_list_is_unpacked if {
	list := {"file": "a.yaml", "index": 0, "value": {"kind": "List", "items": [document([{"weight": -1}]).value]}}
	some item in rule.report with input as {"documents": [list]}
	item.at.path == ["items", 0, "spec", "http", 0, "route", 0, "weight"]
}

test_a_negative_fraction_is_told_once if messages([{"weight": -0.5}, {"weight": 100}]) == {"the weight -0.5 is negative"}

test_a_lone_weight_means_nothing if messages([{"weight": 50}]) == set()

test_what_is_no_list_of_destinations_is_left_to_the_reader if {
	messages("text") == set()
	messages({"a": {"weight": -1}}) == set()
	messages([{"weight": -1}, "text"]) == set()
}

test_the_kind_of_another_group_is_left_alone if {
	other := json.patch(document([{"weight": -1}]), [{"op": "add", "path": "/value/apiVersion", "value": "example.org/v1"}])
	count(rule.report) == 0 with input as {"documents": [other]}
}

found(kind, spec) := {item.at.path | some item in report} if {
	body := {"apiVersion": kind.apiVersion, "kind": kind.kind, "spec": spec}
	report := rule.report with input as {"documents": [{"file": "a.yaml", "index": 0, "value": body}]}
}

http_route := {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute"}

split_of_smi := {"apiVersion": "split.smi-spec.io/v1alpha2", "kind": "TrafficSplit"}

refs(weights) := {"rules": [{}, {"backendRefs": [{"weight": weight} | some weight in weights]}]}

test_a_route_of_the_gateway_api if {
	found(http_route, refs([1, 3])) == set()
	found(http_route, refs([0, 0])) == {["spec", "rules", 1, "backendRefs"]}
	found(http_route, refs([0])) == {["spec", "rules", 1, "backendRefs"]}
	found(http_route, refs([-1, 2])) == {["spec", "rules", 1, "backendRefs", 0, "weight"]}
	found(http_route, {"rules": [{"backendRefs": [{}, {"weight": 0}]}, {"backendRefs": []}]}) == set()
}

test_a_split if {
	found(split_of_smi, {"backends": [{"weight": 1}, {"weight": 0}]}) == set()
	found(split_of_smi, {"backends": [{"weight": 0}, {"weight": 0}]}) == {["spec", "backends"]}
	found(split_of_smi, {"backends": [{"weight": -1}, {"weight": 5}]}) == {["spec", "backends", 0, "weight"]}
	found(split_of_smi, {"backends": [{"weight": "500m"}, {"weight": 1}]}) == set()
}
