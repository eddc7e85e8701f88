package sluice.test["route-to-nothing"]

import data.sluice.fixture
import data.sluice.rules.routing["route-to-nothing"] as rule

only(one) := item if {
	items := rule.report with input as one
	count(items) == 1
	some item in items
}

nowhere := {"destination": {"host": "gone", "port": 80, "subset": null}, "share": 1000000}

test_a_route_to_endpoints_passes if {
	count(rule.report) == 0 with input as fixture.settled([fixture.to("v1", 80), fixture.to("v2", 20)])
	count(rule.report) == 0 with input as fixture.settled([fixture.to(null, 100)])
}

test_no_such_service if {
	item := only(fixture.settled([nowhere]))
	item.message == "no Service has the host gone"
	item.at.path == ["spec", "http", 0, "route", 0, "destination", "host"]
	not item.severity
}

test_no_such_port if {
	wrong := {"destination": {"host": "checkout.shop", "port": 81, "subset": null}, "share": 1000000}
	item := only(fixture.settled([wrong]))
	item.message == "the Service checkout.shop has no port 81; it has 80"
	item.at.path == ["spec", "http", 0, "route", 0, "destination", "port", "number"]
}

test_no_port_is_named if {
	vague := {"destination": {"host": "checkout.shop", "port": 0, "subset": null}, "share": 1000000}
	only(fixture.settled([vague])).message == "no port is named and the Service checkout.shop has 80"
}

test_no_endpoints_is_a_warning if {
	item := only(fixture.settled([fixture.to("v3", 100)]))
	item.severity == "warning"
	item.message == "checkout.shop (subset v3) has no endpoints, and this rule gives it 100 %"
}

test_no_endpoints_of_no_traffic_pass if {
	count(rule.report) == 0 with input as fixture.settled([fixture.to("v1", 100), fixture.to("v3", 0)])
}

test_no_endpoints_is_an_error_where_a_walk_leads_there if {
	home := [fixture.to("v1", 100), fixture.to("v3", 0)]
	walk := fixture.input_of([fixture.to("v1", 0), fixture.to("v3", 100)], home, home)
	only(object.union(walk, {"inFlight": ["T"]})).severity == "error"
}

test_a_subset_goes_while_it_has_traffic if {
	one := fixture.settled([fixture.to("v1", 100)])
	without := fixture.patched(one, "/mesh/services/0/subsets", [fixture.subset("v2")])
	only(without).message == "the subset v1 of checkout.shop is removed while this rule still sends traffic to it"
}

test_a_mirror_to_nothing if {
	one := fixture.settled([fixture.to("v1", 100)])
	mirror := {"destination": nowhere.destination, "percent": 100}
	mirrored := fixture.patched(one, "/mesh/virtualHosts/0/rules/0/action/mirrors", [mirror])
	only(mirrored).message == "requests are mirrored to nothing: no Service has the host gone"
}

test_an_undefined_subset_is_not_told_twice if {
	nowhere_subset := fixture.patched(fixture.settled([fixture.to("v9", 100)]), "/config/undefinedSubset", "none")
	count(rule.report) == 0 with input as nowhere_subset
}

test_a_walk_to_an_undefined_subset_is_an_error if {
	home := [fixture.to("v1", 100), fixture.to("v9", 0)]
	walk := fixture.input_of([fixture.to("v1", 0), fixture.to("v9", 100)], home, home)
	strict := fixture.patched(walk, "/config/undefinedSubset", "none")
	only(object.union(strict, {"inFlight": ["T"]})).severity == "error"
}

test_what_a_walk_stands_on_is_another_rules_business if {
	walk := object.union(fixture.settled([fixture.to("v1", 50), fixture.to("v2", 50)]), {"inFlight": ["T"]})
	count(rule.report) == 0 with input as walk
	count(rule.report) == 0 with input as fixture.patched(walk, "/mesh/services", [])
	count(rule.report) == 0 with input as fixture.patched(walk, "/mesh/services/0/subsets", [fixture.subset("v2")])
	count(rule.report) == 0 with input as fixture.patched(walk, "/mesh/services/0/endpoints", [])
}

test_a_removed_subset_without_traffic_passes if {
	one := fixture.settled([fixture.to("v1", 0), fixture.to("v2", 100)])
	count(rule.report) == 0 with input as fixture.patched(one, "/mesh/services/0/subsets", [fixture.subset("v2")])
}

test_a_removed_subset_is_told_once if {
	one := fixture.settled([fixture.to("v1", 100)])
	strict := fixture.patched(one, "/config/undefinedSubset", "none")
	only(fixture.patched(strict, "/mesh/services/0/subsets", [])).message != ""
}

test_an_endpoint_without_that_port_is_none if {
	one := fixture.settled([fixture.to("v1", 100)])
	elsewhere := {"ports": {"81": 8081}, "labels": fixture.endpoint("v1").labels}
	only(fixture.patched(one, "/mesh/services/0/endpoints", [elsewhere])).severity == "warning"
}

test_a_service_without_ports if {
	vague := {"destination": {"host": "checkout.shop", "port": 0, "subset": null}, "share": 1000000}
	one := fixture.patched(fixture.settled([vague]), "/mesh/services/0/ports", [])
	only(one).message == "no port is named and the Service checkout.shop has none"
}

other := {"host": "other.shop", "ports": [{"port": 80}], "endpoints": [fixture.endpoint("v1")], "subsets": []}

test_a_whole_host_without_endpoints if {
	one := fixture.patched(fixture.settled([fixture.to(null, 100)]), "/mesh/services/0/endpoints", [])
	only(fixture.patched(one, "/mesh/services/-", other)).message == "checkout.shop has no endpoints, and this rule gives it 100 %"
}

test_where_no_endpoint_is_written_down_none_is_missed if {
	one := fixture.patched(fixture.settled([fixture.to(null, 100)]), "/mesh/services/0/endpoints", [])
	count(rule.report) == 0 with input as one
}

entry := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "ServiceEntry",
	"metadata": {"name": "outside", "namespace": "shop"},
	"spec": {"hosts": ["gone"]},
}

with_entry(one) := object.union(one, {"documents": repository.documents, "objects": repository.objects}) if {
	repository := fixture.repository([entry])
}

test_what_a_service_entry_names_is_only_warned_of if {
	item := only(with_entry(fixture.settled([nowhere])))
	item.severity == "warning"
	item.at.path == ["spec", "http", 0, "route", 0, "destination", "host"]
}

test_a_walk_to_it_is_an_error if {
	home := [fixture.to("v1", 100), object.union(nowhere, {"share": 0})]
	walk := fixture.input_of([fixture.to("v1", 0), nowhere], home, home)
	not only(with_entry(object.union(walk, {"inFlight": ["T"]}))).severity
}

test_a_repository_without_services_cannot_tell if {
	bare := fixture.patched(fixture.patched(fixture.settled([nowhere]), "/mesh/services", []), "/previous/services", [])
	only(bare).severity == "warning"
	removed := fixture.patched(fixture.settled([nowhere]), "/mesh/services", [])
	not only(removed).severity
}

test_where_sluice_serves_nothing_else_knows_of_it if {
	gone := fixture.patched(fixture.settled([nowhere]), "/mesh/services", [])
	one := fixture.patched(gone, "/previous/services", [])
	only(one).severity == "warning"
	not only(object.union(one, {"served": true})).severity
}
