# METADATA
# title: Retries that take longer than the request may
# description: All attempts of a rule fit into its timeout.
# custom:
#   severity: warning
#   remedy: shorten perTryTimeout, give fewer attempts, or raise the timeout
package sluice.rules.routing["retries-beyond-timeout"]

import data.sluice.lib.durations
import data.sluice.lib.fix
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "severity": severity, "fix": mend} if {
	some each in virtual_services.http
	timeout := durations.milliseconds(each.rule.timeout)
	timeout > 0
	retries := each.rule.retries
	retries.attempts > 0
	one_try := durations.milliseconds(retries.perTryTimeout)
	one_try * (retries.attempts + 1) > timeout
	severity := severity_of(one_try * retries.attempts, timeout)
	path := array.concat(each.path, ["retries", "perTryTimeout"])
	at := place.at(each.object.source, path)
	mend := fix.set_value(each.object.source, path, sprintf("%dms", [floor(timeout / (retries.attempts + 1))]))
	message := sprintf("%v tries of %s each do not fit into the timeout of %s", [
		retries.attempts + 1,
		retries.perTryTimeout,
		each.rule.timeout,
	])
}

# Where only the last try is cut short, that may be meant.
severity_of(without_last, timeout) := "warning" if without_last >= timeout

severity_of(without_last, timeout) := "info" if without_last < timeout
