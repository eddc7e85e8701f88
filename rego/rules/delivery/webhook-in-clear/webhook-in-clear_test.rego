package sluice.test["webhook-in-clear"]

import data.sluice.fixture
import data.sluice.rules.delivery["webhook-in-clear"] as rule

reported(url) := report if {
	canary := {
		"apiVersion": "flagger.app/v1beta1",
		"kind": "Canary",
		"metadata": {"name": "cart"},
		"spec": {"analysis": {"webhooks": [{"name": "a", "url": "http://tester/"}, {"name": "b", "url": url}]}},
	}
	report := rule.report with input as fixture.repository([canary])
}

test_https_and_the_cluster_pass if {
	every url in [
		"https://gate.example.com/", "http://flagger-loadtester.test/", "http://tester:8080/",
		"http://tester.test.svc/", "http://tester.test.svc.cluster.local:80/gate", "http://10.0.0.7/",
	] {
		reported(url) == set()
	}
}

test_http_to_outside_is_told if {
	some item in reported("http://gate.example.com:8080/check?a=b")
	item.at.path == ["spec", "analysis", "webhooks", 1, "url"]
	item.message == "the webhook at gate.example.com is asked in plain text"
}
