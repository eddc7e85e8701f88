# METADATA
# description: Flagger's Canaries.
package sluice.lib.canaries

import data.sluice.lib.objects

all := [canary | some canary in objects.all["flagger.app/Canary"]]

# METADATA
# description: Every analysis, as `{canary, analysis, path}`; one that is skipped is not here.
analyses := [{"canary": canary, "analysis": canary.body.spec[field], "path": ["spec", field]} |
	some canary in all
	not canary.body.spec.skipAnalysis == true

	# The second is the old name.
	some field in ["analysis", "canaryAnalysis"]
	is_object(canary.body.spec[field])
]
