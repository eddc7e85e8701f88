package sluice.test["implicit-namespace"]

import data.sluice.fixture
import data.sluice.rules.references["implicit-namespace"] as rule

of(api_version, kind, metadata) := {"apiVersion": api_version, "kind": kind, "metadata": metadata}

named := of("v1", "Service", {"name": "checkout", "namespace": "shop"})

routes := of("networking.istio.io/v1", "VirtualService", {"name": "checkout"})

found(bodies) := {[item.at.document, item.at.path] | some item in warnings(bodies)}

warnings(bodies) := {item | some item in report; item.severity == "warning"} if {
	report := rule.report with input as fixture.repository(bodies)
}

test_objects_with_a_namespace_pass if {
	found([named, of("v1", "Service", {"name": "a", "namespace": "default"})]) == set()
}

test_an_object_without_one if found([named, routes]) == {[1, ["metadata"]]}

test_where_nothing_names_one_all_land_together if found([routes]) == set()

test_what_has_no_namespace_passes if {
	found([named, of("v1", "Namespace", {"name": "shop"}), of("sluice.dev/v1alpha1", "Config", {"name": "a"})]) == set()
	found([named, of("sluice.dev/v1alpha1", "RuleOrigin", {"name": "rules.office"})]) == set()
}

test_where_most_leave_it_out_it_is_only_told if {
	report := rule.report with input as fixture.repository([named, routes, of("v1", "Service", {"name": "a"})])
	{item.severity | some item in report} == {"info"}
}
