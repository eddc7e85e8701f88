# METADATA
# title: A retry of what may have been done
# description: Only what did not reach a server is tried again, unless the rule is for methods that may be repeated.
# custom:
#   severity: warning
#   remedy: retry on connect-failure, refused-stream and reset-before-request alone, or match GET in a rule of its own
package sluice.rules.routing["unsafe-retry"]

import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at} if {
	some each in virtual_services.http
	each.rule.retries.attempts > 0
	conditions := [trim_space(word) | some word in split(each.rule.retries.retryOn, ",")]
	unsafe := [word | some word in conditions; unsafe_condition(word)]
	count(unsafe) > 0
	not repeatable(each.rule)
	at := place.at(each.object.source, array.concat(each.path, ["retries", "retryOn"]))
	message := sprintf("after %s a request may have been served already, and would be served twice", [
		concat(", ", unsafe),
	])
}

unsafe_condition(word) if {
	word in {"5xx", "gateway-error", "reset", "retriable-status-codes", "internal", "deadline-exceeded"}
}

unsafe_condition(word) if regex.match(`^5[0-9][0-9]$`, word)

repeatable(rule) if {
	count(rule.match) > 0
	every match in rule.match { match.method.exact in {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"} }
}
