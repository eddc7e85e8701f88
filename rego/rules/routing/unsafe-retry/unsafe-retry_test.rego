package sluice.test["unsafe-retry"]

import data.sluice.fixture
import data.sluice.rules.routing["unsafe-retry"] as rule

found(match, retries) := {item.at.path | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"http": [object.union(match, {"retries": retries})]},
	}
	report := rule.report with input as fixture.repository([body])
}

path := ["spec", "http", 0, "retries", "retryOn"]

test_what_reached_nobody_may_be_tried_again if {
	found({}, {"attempts": 2, "retryOn": "connect-failure, refused-stream,unavailable"}) == set()
	found({}, {"attempts": 0, "retryOn": "5xx"}) == set()
	found({}, {"attempts": 2}) == set()
}

test_what_may_have_been_done if {
	found({}, {"attempts": 2, "retryOn": "5xx,reset"}) == {path}
	found({}, {"attempts": 2, "retryOn": "connect-failure, 503"}) == {path}
	found({"match": [{"method": {"exact": "GET"}}, {"uri": {"exact": "/"}}]}, {"attempts": 2, "retryOn": "5xx"}) == {path}
}

test_what_may_be_repeated_passes if {
	found({"match": [{"method": {"exact": "GET"}}]}, {"attempts": 2, "retryOn": "5xx"}) == set()
}
