# METADATA
# title: A webhook in plain text
# description: What a webhook outside answers decides a Canary, and over http whoever is on the way can answer for it.
# custom:
#   severity: warning
#   remedy: ask it by https
package sluice.rules.delivery["webhook-in-clear"]

import data.sluice.lib.canaries
import data.sluice.lib.fix
import data.sluice.lib.inside
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "fix": mend} if {
	some each in canaries.analyses
	some i, hook in each.analysis.webhooks
	startswith(lower(hook.url), "http://")
	host := inside.host_of(hook.url)

	# Of two parts it may well be a Service and its namespace, which need not be here.
	count(split(host, ".")) > 2
	not inside.host(host, set())
	path := array.concat(each.path, ["webhooks", i, "url"])
	at := place.at(each.canary.source, path)
	mend := fix.set_value(each.canary.source, path, concat("", ["https", substring(hook.url, 4, -1)]))
	message := sprintf("the webhook at %s is asked in plain text", [host])
}
