package sluice.test["slo-of-another-service"]

import data.sluice.fixture
import data.sluice.rules.walks["slo-of-another-service"] as rule

settled := fixture.settled([fixture.to("v1", 80), fixture.to("v2", 20)])

judged_by(evidence, budget) := object.union(fixture.rollout, {"evidence": evidence, "budget": budget})

burn := {"kind": "burn", "slo": "shop/a"}

reported(service, rollout) := report if {
	one := fixture.patched(settled, "/mesh/slos", [{"namespace": "shop", "name": "a", "service": service}])
	report := rule.report with input as fixture.patched(one, "/mesh/rollouts", [rollout])
}

test_its_own_service_passes if {
	reported("checkout.shop", judged_by([burn], {"slo": "shop/a", "share": 0.02})) == set()
}

test_another_service_is_told if {
	some item in reported("cart.shop", judged_by([burn], null))
	item.message == "the SLO shop/a is about cart.shop, to which this walk's rule sends nothing"
	item.at.path == ["spec", "evidence"]
}

test_that_of_a_budget_too if {
	some item in reported("cart.shop", judged_by([], {"slo": "shop/a", "share": 0.02}))
	item.at.path == ["spec", "budget", "slo"]
}

test_other_evidence_has_no_slo if {
	reported("cart.shop", judged_by([{"kind": "ratio", "key": "errors"}], null)) == set()
}
