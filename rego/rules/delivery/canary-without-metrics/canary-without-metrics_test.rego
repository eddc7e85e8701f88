package sluice.test["canary-without-metrics"]

import data.sluice.fixture
import data.sluice.rules.delivery["canary-without-metrics"] as rule

reported(spec) := report if {
	canary := {
		"apiVersion": "flagger.app/v1beta1",
		"kind": "Canary",
		"metadata": {"name": "cart", "namespace": "shop"},
		"spec": spec,
	}
	report := rule.report with input as fixture.repository([canary])
}

test_a_metric_passes if reported({"analysis": {"metrics": [{"name": "request-success-rate"}]}}) == set()

test_none_is_told if {
	some item in reported({"analysis": {"interval": "1m"}})
	item.at.path == ["spec", "analysis"]
	item.message == "the Canary shop/cart is judged by no metric"
	count(reported({"analysis": {"metrics": []}})) == 1
}

test_a_hook_may_judge if {
	reported({"analysis": {"webhooks": [{"name": "test", "url": "http://tester"}]}}) == set()
	reported({"analysis": {"webhooks": [{"name": "gate", "type": "confirm-rollout"}]}}) == set()
	count(reported({"analysis": {"webhooks": [{"name": "tell", "type": "event"}]}})) == 1
}

test_an_analysis_that_is_skipped_passes if reported({"skipAnalysis": true, "analysis": {"interval": "1m"}}) == set()

test_the_old_name_counts if {
	some item in reported({"canaryAnalysis": {"interval": "1m"}})
	item.at.path == ["spec", "canaryAnalysis"]
}
