# METADATA
# title: A claim that nothing has checked
# description: A match for claims of a token needs a RequestAuthentication at the gateway; without it there are none.
# custom:
#   severity: error
#   remedy: add a RequestAuthentication for the gateway's workload, in its namespace
package sluice.rules.references["claim-without-authentication"]

import data.sluice.lib.objects
import data.sluice.lib.place
import data.sluice.lib.virtual_services
import data.sluice.lib.workloads

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.object.source, path)} if {
	some each in virtual_services.http
	some j, match in each.rule.match
	some field in ["headers", "withoutHeaders"]
	some name, _ in match[field]
	startswith(name, "@request.auth.claims")
	not authenticated(each.object)

	# The step that is not there makes it the place of the name, not of its value.
	path := array.concat(each.path, ["match", j, field, name, "name"])
	message := sprintf("no RequestAuthentication checks tokens at the gateway of this rule, so there is no %s", [name])
}

# A gateway that is not in the repository may be looked after where it is.
authenticated(one) if {
	some written in virtual_services.bound_to(one)
	name := virtual_services.whole(written, one.namespace)
	name != "mesh"
	not virtual_services.gateway[name]
}

authenticated(one) if {
	some written in virtual_services.bound_to(one)
	gateway := virtual_services.gateway[virtual_services.whole(written, one.namespace)]
	some authentication in objects.all["security.istio.io/RequestAuthentication"]
	speaks_of(authentication, gateway)
}

speaks_of(authentication, gateway) if {
	labels := objects.at(authentication, ["spec", "selector", "matchLabels"], {})
	count(labels) > 0
	workloads.has_all({"labels": objects.at(gateway, ["spec", "selector"], {})}, labels)
}

speaks_of(authentication, gateway) if {
	labels := objects.at(authentication, ["spec", "selector", "matchLabels"], {})
	some i in workloads.having("*", objects.at(gateway, ["spec", "selector"], {}))
	pod := workloads.pods[i]
	count(labels) > 0
	workloads.has_all(pod, labels)
}

# Without a selector it is for its namespace, and in the root namespace for all.
speaks_of(authentication, gateway) if {
	count(objects.at(authentication, ["spec", "selector", "matchLabels"], {})) == 0
	authentication.namespace in {gateway.namespace, "istio-system"}
}

speaks_of(authentication, gateway) if {
	count(objects.at(authentication, ["spec", "selector", "matchLabels"], {})) == 0
	some i in workloads.having("*", objects.at(gateway, ["spec", "selector"], {}))
	workloads.pods[i].namespace == authentication.namespace
}
