package sluice.test["canary-reference-not-found"]

import data.sluice.fixture
import data.sluice.rules.delivery["canary-reference-not-found"] as rule

canary(analysis) := {
	"apiVersion": "flagger.app/v1beta1",
	"kind": "Canary",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"analysis": analysis},
}

object_of(kind, namespace, name) := {
	"apiVersion": "flagger.app/v1beta1",
	"kind": kind,
	"metadata": {"name": name, "namespace": namespace},
}

reported(analysis, bodies) := {[item.at.path, item.message] | some item in report} if {
	report := rule.report with input as fixture.repository(array.concat([canary(analysis)], bodies))
}

metrics(reference) := {"metrics": [{"name": "request-success-rate"}, {"name": "lag", "templateRef": reference}]}

test_a_template_passes if {
	reported(metrics({"name": "lag"}), [object_of("MetricTemplate", "shop", "lag")]) == set()
	reported(metrics({"name": "lag", "namespace": "ops"}), [object_of("MetricTemplate", "ops", "lag")]) == set()
}

test_no_such_template_is_told if {
	reported(metrics({"name": "lag"}), [object_of("MetricTemplate", "shop", "depth")]) == {[
		["spec", "analysis", "metrics", 1, "templateRef", "name"],
		"there is no MetricTemplate shop/lag",
	]}
}

test_no_such_provider_is_told if {
	alerts := {"alerts": [{"name": "chat", "providerRef": {"name": "chat"}}]}
	reported(alerts, [object_of("AlertProvider", "shop", "mail")]) == {[
		["spec", "analysis", "alerts", 0, "providerRef", "name"],
		"there is no AlertProvider shop/chat",
	]}
}

test_where_the_repository_has_none_nothing_is_said if {
	reported(metrics({"name": "lag"}), []) == set()
	reported(metrics({"name": "lag", "namespace": "ops"}), [object_of("MetricTemplate", "shop", "depth")]) == set()
}

test_no_such_autoscaler_is_told if {
	one := object.union(canary({}), {"spec": {"autoscalerRef": {
		"apiVersion": "autoscaling/v2",
		"kind": "HorizontalPodAutoscaler",
		"name": "cart",
	}}})
	scaler := object.union(
		object_of("HorizontalPodAutoscaler", "shop", "users"),
		{"apiVersion": "autoscaling/v2"},
	)
	some item in rule.report with input as fixture.repository([one, scaler])
	item.at.path == ["spec", "autoscalerRef", "name"]
	item.message == "there is no HorizontalPodAutoscaler shop/cart"
	named := object.union(scaler, {"metadata": {"name": "cart"}})
	count(rule.report) == 0 with input as fixture.repository([one, named])
}
