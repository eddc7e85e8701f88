package sluice.test["undefined-subset"]

import data.sluice.fixture
import data.sluice.rules.routing["undefined-subset"] as rule

unknown := fixture.settled([fixture.to("v9", 100)])

test_a_defined_subset_passes if {
	count(rule.report) == 0 with input as fixture.settled([fixture.to("v1", 100)])
	count(rule.report) == 0 with input as fixture.settled([fixture.to(null, 100)])
}

test_an_undefined_subset_says_where_requests_go if {
	some item in rule.report with input as unknown
	item.message == "no DestinationRule defines the subset v9 of checkout.shop: requests go to the whole host"
	item.at.path == ["spec", "http", 0, "route", 0, "destination", "subset"]
}

test_or_that_they_go_nowhere if {
	some item in rule.report with input as fixture.patched(unknown, "/config/undefinedSubset", "none")
	endswith(item.message, "requests go nowhere")
}

test_an_unknown_host_is_not_this_rules_business if {
	other := {"destination": {"host": "gone", "port": 80, "subset": "v1"}, "share": 1000000}
	count(rule.report) == 0 with input as fixture.settled([other])
}

test_a_removed_subset_is_not_this_rules_business if {
	one := fixture.settled([fixture.to("v1", 100)])
	count(rule.report) == 0 with input as fixture.patched(one, "/mesh/services/0/subsets", [])
}
