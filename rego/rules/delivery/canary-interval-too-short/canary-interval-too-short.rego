# METADATA
# title: A Canary in a hurry
# description: Flagger takes an interval below 10s for 10s.
# custom:
#   severity: info
#   remedy: write 10s or more
package sluice.rules.delivery["canary-interval-too-short"]

import data.sluice.lib.canaries
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in canaries.analyses
	interval := each.analysis.interval
	regex.match(`^([0-9]+ms|[0-9](\.[0-9]+)?s)$`, interval)
	at := place.at(each.canary.source, array.concat(each.path, ["interval"]))
	message := sprintf("the interval of %s is taken for 10s", [interval])
}
