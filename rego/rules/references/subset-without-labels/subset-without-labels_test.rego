package sluice.test["subset-without-labels"]

import data.sluice.fixture
import data.sluice.rules.references["subset-without-labels"] as rule

paths(subsets) := {item.at.path | some item in report} if {
	one := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "checkout", "namespace": "shop"},
		"spec": {"host": "checkout", "subsets": subsets},
	}
	report := rule.report with input as fixture.repository([one])
}

test_labels_pass if paths([{"name": "v1", "labels": {"version": "v1"}}]) == set()

test_no_labels_are_found if {
	paths([{"name": "v1", "labels": {"version": "v1"}}, {"name": "v2"}]) == {["spec", "subsets", 1]}
	paths([{"name": "v2", "labels": {}}]) == {["spec", "subsets", 0]}
}

test_a_policy_for_all_passes if paths([{"name": "all", "trafficPolicy": {"loadBalancer": {}}}]) == set()
