# METADATA
# title: A Canary that nothing judges
# description: Without metrics or webhooks every step is called fine, however bad the new version is.
# custom:
#   severity: warning
#   remedy: add metrics, like request-success-rate with a thresholdRange
package sluice.rules.delivery["canary-without-metrics"]

import data.sluice.lib.canaries
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.canary.source, each.path)} if {
	some each in canaries.analyses
	not has_metrics(each.analysis)
	not is_asked(each.analysis)
	message := sprintf("the Canary %s/%s is judged by no metric", [each.canary.namespace, each.canary.name])
}

has_metrics(analysis) if count(analysis.metrics) > 0

# Hooks of these types can stop a walk.
is_asked(analysis) if {
	some hook in analysis.webhooks
	not object.get(hook, "type", "rollout") in {"event", "post-rollout", "rollback"}
}
