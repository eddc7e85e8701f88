package sluice.test["rollout-analysis-not-found"]

import data.sluice.fixture
import data.sluice.rules.delivery["rollout-analysis-not-found"] as rule

rollout(strategy) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"strategy": strategy},
}

template(kind, name) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
}

errors := template("AnalysisTemplate", "errors")

reported(strategy, bodies) := {[item.at.path, item.message] | some item in report} if {
	report := rule.report with input as fixture.repository(array.concat([rollout(strategy)], bodies))
}

test_a_template_passes if {
	reported({"canary": {"analysis": {"templates": [{"templateName": "errors"}]}}}, [errors]) == set()
	reported({"canary": {"steps": [{"analysis": {"templates": [{"templateName": "errors"}]}}]}}, [errors]) == set()
}

test_no_such_template_is_told if {
	reported({"canary": {"analysis": {"templates": [{"templateName": "errors"}, {"templateName": "gone"}]}}}, [errors]) == {[
		["spec", "strategy", "canary", "analysis", "templates", 1, "templateName"],
		"there is no AnalysisTemplate shop/gone",
	]}
	reported({"canary": {"steps": [{"setWeight": 5}, {"analysis": {"templates": [{"templateName": "gone"}]}}]}}, [errors]) == {[
		["spec", "strategy", "canary", "steps", 1, "analysis", "templates", 0, "templateName"],
		"there is no AnalysisTemplate shop/gone",
	]}
	reported({"blueGreen": {"prePromotionAnalysis": {"templates": [{"templateName": "gone"}]}}}, [errors]) == {[
		["spec", "strategy", "blueGreen", "prePromotionAnalysis", "templates", 0, "templateName"],
		"there is no AnalysisTemplate shop/gone",
	]}
}

test_those_of_the_cluster_are_others if {
	one := {"canary": {"analysis": {"templates": [{"templateName": "errors", "clusterScope": true}]}}}
	reported(one, [errors]) == set()
	reported(one, [errors, template("ClusterAnalysisTemplate", "errors")]) == set()
	reported(one, [errors, template("ClusterAnalysisTemplate", "latency")]) == {[
		["spec", "strategy", "canary", "analysis", "templates", 0, "templateName"],
		"there is no ClusterAnalysisTemplate errors",
	]}
}

test_where_the_repository_has_none_nothing_is_said if {
	reported({"canary": {"analysis": {"templates": [{"templateName": "gone"}]}}}, []) == set()
}
