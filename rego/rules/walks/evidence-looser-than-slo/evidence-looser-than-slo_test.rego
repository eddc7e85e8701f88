package sluice.test["evidence-looser-than-slo"]

import data.sluice.fixture
import data.sluice.rules.walks["evidence-looser-than-slo"] as rule

errors := {"kind": "errors", "protocol": "http"}

item_of(max, sli) := {"kind": "ratio", "key": "errors", "sli": sli, "max": max}

messages(max, sli) := {item.message | some item in report} if {
	evidence := [
		item_of(max, sli),
		{"kind": "burn", "slo": "shop/checkout", "sli": errors, "objective": 0.999},
	]
	one := {"mesh": {"rollouts": [object.union(fixture.rollout, {"evidence": evidence})]}}
	report := rule.report with input as one
}

test_up_to_ten_times_passes if messages(0.0099, errors) == set()

test_looser_is_told if {
	messages(0.02, errors) == {"errors may be up to 2 % before it counts as bad; the SLO shop/checkout lets 0.1 % fail"}
}

test_another_sli_is_another_matter if messages(0.05, {"kind": "latency", "thresholdMs": 300}) == set()

slo(name, service, objective) := {
	"namespace": "shop",
	"name": name,
	"service": service,
	"sli": errors,
	"objective": objective,
}

unnamed(max, slos) := report if {
	rollout := object.union(fixture.rollout, {"evidence": [item_of(max, errors)]})
	walk := fixture.patched(fixture.settled([fixture.to("v1", 100)]), "/mesh/rollouts", [rollout])
	report := rule.report with input as fixture.patched(walk, "/mesh/slos", slos)
}

test_an_slo_of_its_service_need_not_be_named if {
	some item in unnamed(0.05, [slo("a", "checkout.shop", 0.999)])
	item.at.path == ["spec", "evidence", 0, "max"]
}

test_the_strictest_is_named if {
	some item in unnamed(0.05, [slo("a", "checkout.shop", 0.99), slo("b", "checkout.shop", 0.999)])
	endswith(item.message, "the SLO shop/b lets 0.1 % fail")
}

test_an_slo_of_another_service_says_nothing if unnamed(0.05, [slo("a", "cart.shop", 0.999)]) == set()
