# METADATA
# title: A Canary that forgives nothing
# description: Flagger takes a threshold of 0 for 1, so the first check that fails takes the new version back.
# custom:
#   severity: info
#   remedy: write 1 if that is meant, else how many checks may fail
package sluice.rules.delivery["canary-threshold-zero"]

import data.sluice.lib.canaries
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.canary.source, array.concat(each.path, ["threshold"]))} if {
	some each in canaries.analyses
	each.analysis.threshold == 0
	message := "a threshold of 0 is taken for 1"
}
