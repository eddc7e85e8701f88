# METADATA
# title: A Rollout whose analysis is not there
# description: What Argo judges a Rollout by are templates, of its namespace or of the whole cluster.
# custom:
#   severity: error
#   remedy: add the template, or correct the name
package sluice.rules.delivery["rollout-analysis-not-found"]

import data.sluice.lib.argo
import data.sluice.lib.named
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some [rollout, path, template] in templates
	not template.clusterScope == true
	named.missing("argoproj.io/AnalysisTemplate", rollout.namespace, template.templateName)
	at := place.at(rollout.source, array.concat(path, ["templateName"]))
	message := sprintf("there is no AnalysisTemplate %s/%s", [rollout.namespace, template.templateName])
}

report contains {"message": message, "at": at} if {
	some [rollout, path, template] in templates
	template.clusterScope == true
	is_string(template.templateName)
	count(of_the_cluster) > 0
	not template.templateName in of_the_cluster
	at := place.at(rollout.source, array.concat(path, ["templateName"]))
	message := sprintf("there is no ClusterAnalysisTemplate %s", [template.templateName])
}

of_the_cluster contains template.name if some template in objects.all["argoproj.io/ClusterAnalysisTemplate"]

# As [Rollout, path, template].
templates := array.concat(
	[[rollout, path, template] |
		some rollout in argo.rollouts
		some above in [
			["spec", "strategy", "canary", "analysis"],
			["spec", "strategy", "blueGreen", "prePromotionAnalysis"],
			["spec", "strategy", "blueGreen", "postPromotionAnalysis"],
		]
		some i, template in object.get(rollout.body, array.concat(above, ["templates"]), [])
		path := array.concat(above, ["templates", i])
	],
	[[each.rollout, path, template] |
		some each in argo.canaries
		some i, step in each.canary.steps
		some j, template in step.analysis.templates
		path := array.concat(argo.canary_path, ["steps", i, "analysis", "templates", j])
	],
)
