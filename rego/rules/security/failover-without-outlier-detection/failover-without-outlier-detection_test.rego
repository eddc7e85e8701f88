package sluice.test["failover-without-outlier-detection"]

import data.sluice.fixture
import data.sluice.rules.security["failover-without-outlier-detection"] as rule

paths_of(spec) := {item.at.path | some item in report} if {
	destination := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "cart"},
		"spec": object.union(spec, {"host": "cart"}),
	}
	report := rule.report with input as fixture.repository([destination])
}

failover := {"loadBalancer": {"localityLbSetting": {"failover": [{"from": "eu", "to": "us"}]}}}

watched := {"outlierDetection": {"consecutive5xxErrors": 5}}

at_top := ["spec", "trafficPolicy", "loadBalancer", "localityLbSetting"]

test_what_is_watched_passes if paths_of({"trafficPolicy": object.union(failover, watched)}) == set()

test_what_nobody_watches_is_told if {
	paths_of({"trafficPolicy": failover}) == {at_top}
	priority := {"loadBalancer": {"localityLbSetting": {"failoverPriority": ["topology.kubernetes.io/zone"]}}}
	paths_of({"trafficPolicy": priority}) == {at_top}
}

test_what_does_not_fail_over_passes if {
	shares := {"loadBalancer": {"localityLbSetting": {"distribute": [{"from": "eu/*", "to": {"eu/*": 100}}]}}}
	paths_of({"trafficPolicy": shares}) == set()
	off := {"loadBalancer": {"localityLbSetting": {"enabled": false, "failover": [{"from": "eu", "to": "us"}]}}}
	paths_of({"trafficPolicy": off}) == set()
}

test_a_subset_is_watched_by_its_hosts_policy if {
	subsets := [{"name": "v1", "trafficPolicy": failover}]
	paths_of({"trafficPolicy": watched, "subsets": subsets}) == set()
	paths_of({"subsets": subsets}) == {["spec", "subsets", 0, "trafficPolicy", "loadBalancer", "localityLbSetting"]}
}

test_a_port_is_not if {
	ports := [object.union(failover, {"port": {"number": 80}})]
	paths_of({"trafficPolicy": object.union(watched, {"portLevelSettings": ports})}) == {[
		"spec", "trafficPolicy", "portLevelSettings", 0,
		"loadBalancer", "localityLbSetting",
	]}
}
