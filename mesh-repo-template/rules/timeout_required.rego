# A rule of our own: what `deny` holds is wrong with a change, and keeps it out.

# METADATA
# title: A route without a timeout
# description: Without a timeout, callers wait for as long as a hung version does.
package timeout_required

deny contains {"message": message, "remedy": "add timeout: 5s, or what callers can wait", "at": at} if {
	some position, document in input.documents
	document.value.kind == "VirtualService"
	some i, rule in document.value.spec.http
	rule.route
	not rule.timeout
	message := sprintf("rule %d of VirtualService %s has no timeout", [i + 1, document.value.metadata.name])
	at := {"document": position, "path": ["spec", "http", i]}
}
