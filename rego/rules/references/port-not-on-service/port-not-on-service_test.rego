package sluice.test["port-not-on-service"]

import data.sluice.fixture
import data.sluice.rules.references["port-not-on-service"] as rule

service := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"ports": [{"port": 80}]},
}

found(spec) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "cart", "namespace": "shop"},
		"spec": object.union({"host": "cart"}, spec),
	}
	report := rule.report with input as fixture.repository([service, body])
}

settings(number) := {"trafficPolicy": {"portLevelSettings": [{"port": {"number": number}}]}}

test_a_port_of_the_service_passes if {
	found({}) == set()
	found(settings(80)) == set()
	found(object.union(settings(81), {"host": "gone"})) == set()
}

test_a_port_that_it_has_not if {
	found(settings(81)) == {["spec", "trafficPolicy", "portLevelSettings", 0, "port", "number"]}
	found({"subsets": [settings(81)]}) == {[
		"spec", "subsets", 0, "trafficPolicy", "portLevelSettings", 0, "port", "number",
	]}
}
