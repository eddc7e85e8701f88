package sluice.test["subset-without-workload"]

import data.sluice.fixture
import data.sluice.rules.references["subset-without-workload"] as rule

service := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "checkout", "namespace": "shop"},
	"spec": {"selector": {"app": "checkout"}},
}

deployment(labels) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "checkout", "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": labels}}},
}

slice(labels) := {
	"apiVersion": "discovery.k8s.io/v1",
	"kind": "EndpointSlice",
	"metadata": {
		"name": "checkout",
		"namespace": "shop",
		"labels": object.union(labels, {"kubernetes.io/service-name": "checkout"}),
	},
}

found(labels, bodies) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "checkout", "namespace": "shop"},
		"spec": {"host": "checkout", "subsets": [{"name": "any"}, {"name": "v", "labels": labels}]},
	}
	report := rule.report with input as fixture.repository(array.concat(bodies, [service, body]))
}

v1 := deployment({"app": "checkout", "version": "v1"})

v2 := deployment({"app": "cart", "version": "v2"})

test_a_subset_with_pods_passes if found({"version": "v1"}, [v1]) == set()

test_a_subset_without_pods if {
	found({"version": "v9"}, [v1]) == {["spec", "subsets", 1, "labels", "version"]}
	found({"version": "v2"}, [v1, v2]) == {["spec", "subsets", 1, "labels", "version"]}
	found({"version": "v1", "zone": "a"}, [v1]) == {["spec", "subsets", 1, "labels", "zone"]}
}

test_labels_that_no_pod_has_together if {
	one := deployment({"app": "checkout", "version": "v1", "zone": "a"})
	other := deployment({"app": "checkout", "version": "v2", "zone": "b"})
	found({"version": "v1", "zone": "b"}, [one, other]) == {["spec", "subsets", 1, "labels"]}
}

test_written_addresses_count if found({"version": "v3"}, [v1, slice({"version": "v3"})]) == set()

test_without_any_pod_there_is_nothing_to_say if {
	found({"version": "v9"}, []) == set()
	found({"version": "v9"}, [v2]) == set()
}

test_labels_of_places_are_no_pods_to_give if {
	found({"topology.kubernetes.io/region": "eu"}, [v1]) == set()
	found({"version": "v1", "topology.istio.io/network": "a"}, [v1]) == set()
}
