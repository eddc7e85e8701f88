package sluice.test.waivers

import data.sluice.fixture
import data.sluice.main

filter := {
	"apiVersion": "networking.istio.io/v1alpha3",
	"kind": "EnvoyFilter",
	"metadata": {"name": "patch", "namespace": "shop"},
	"spec": {"configPatches": []},
}

waiver := {
	"rule": "own/office",
	"kind": "EnvoyFilter",
	"namespace": "shop",
	"name": "patch",
	"path": [],
	"owner": "ana",
	"reason": "until the new gateway is here",
	"ended": false,
	"source": {"position": -1, "path": []},
}

names_with(waivers) := {item.rule |
	at := {"document": 0, "path": ["spec", "configPatches"]}
	one := object.union(fixture.repository([filter]), {"waivers": waivers})
	reports := {"office": {{"msg": "no filters", "at": at}}}
	violations := main.verdict.violations with input as one with data.sluice.own.reports as reports
	some item in violations
	item.rule in {"own/office", "waiver-unused", "waiver-ended"}
}

test_without_a_waiver_it_is_found if names_with([]) == {"own/office"}

test_a_waiver_of_the_object_holds if names_with([waiver]) == set()

test_a_waiver_of_the_part_holds if names_with([object.union(waiver, {"path": ["spec"]})]) == set()

test_of_another_part_it_holds_nothing if {
	names_with([object.union(waiver, {"path": ["metadata"]})]) == {"own/office", "waiver-unused"}
}

test_of_another_object_it_holds_nothing if {
	names_with([object.union(waiver, {"name": "other"})]) == {"own/office", "waiver-unused"}
}

test_when_it_has_ended_it_holds_nothing if {
	names_with([object.union(waiver, {"ended": true})]) == {"own/office", "waiver-ended"}
}
