# METADATA
# title: A retry of what may have been done
# description: Only what did not reach a server is tried again, unless the rule is for methods that may be repeated.
# custom:
#   severity: warning
#   remedy: retry on connect-failure, refused-stream and reset-before-request alone, or match GET in a rule of its own
package sluice.rules.routing["unsafe-retry"]

import data.sluice.lib.fix
import data.sluice.lib.place
import data.sluice.lib.virtual_services

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "fix": mend} if {
	some each in virtual_services.http
	each.rule.retries.attempts > 0
	conditions := [trim_space(word) | some word in split(each.rule.retries.retryOn, ",")]
	unsafe := [word | some word in conditions; unsafe_condition(word)]
	count(unsafe) > 0
	not repeatable(each.rule)
	path := array.concat(each.path, ["retries", "retryOn"])
	at := place.at(each.object.source, path)
	safe := array.concat([word | some word in conditions; not unsafe_condition(word)], unreached)
	mend := fix.set_value(each.object.source, path, concat(",", sort({word | some word in safe})))
	message := sprintf("after %s a request may have been served already, and would be served twice", [
		concat(", ", unsafe),
	])
}

# The request has not reached a server.
unreached := ["connect-failure", "refused-stream"]

unsafe_condition(word) if {
	word in {"5xx", "gateway-error", "reset", "retriable-status-codes", "internal", "deadline-exceeded"}
}

unsafe_condition(word) if regex.match(`^5[0-9][0-9]$`, word)

repeatable(rule) if {
	count(rule.match) > 0
	every match in rule.match { match.method.exact in {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"} }
}
