package sluice.test["fault-left-in"]

import data.sluice.fixture
import data.sluice.rules.routing["fault-left-in"] as rule

found(fields) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"http": [{}, fields]},
	}
	report := rule.report with input as fixture.repository([body])
}

test_without_a_fault if found({"route": []}) == set()

test_a_fault_that_happens_to_nobody_passes if {
	found({"fault": {"abort": {"httpStatus": 503}}}) == set()
	found({"fault": {"delay": {"fixedDelay": "1s", "percentage": {"value": 0}}}}) == set()
}

test_a_fault if {
	found({"fault": {"abort": {"httpStatus": 503, "percentage": {"value": 10}}}}) == {["spec", "http", 1, "fault"]}
	found({"fault": {"delay": {"fixedDelay": "1s", "percent": 5}}}) == {["spec", "http", 1, "fault"]}
}
