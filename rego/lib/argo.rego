# METADATA
# description: Argo's Rollouts.
package sluice.lib.argo

import data.sluice.lib.objects

rollouts := [rollout | some rollout in objects.all["argoproj.io/Rollout"]]

# METADATA
# description: Every canary strategy, as `{rollout, canary}`; its path is `canary_path`.
canaries := [{"rollout": rollout, "canary": canary} |
	some rollout in rollouts
	canary := rollout.body.spec.strategy.canary
	is_object(canary)
]

canary_path := ["spec", "strategy", "canary"]

# METADATA
# description: The Services that a Rollout steers, as `[path, name]`.
services(rollout) := [[path, name] |
	some path in [
		["canary", "stableService"],
		["canary", "canaryService"],
		["canary", "pingPong", "pingService"],
		["canary", "pingPong", "pongService"],
		["blueGreen", "activeService"],
		["blueGreen", "previewService"],
	]
	name := object.get(rollout.body, array.concat(["spec", "strategy"], path), null)
	is_string(name)
]
