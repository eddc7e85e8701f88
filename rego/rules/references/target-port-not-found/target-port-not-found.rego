# METADATA
# title: A target port that no container has
# description: A Service that names the port of its pods names one that their containers have.
# custom:
#   severity: warning
#   remedy: name a port of a container, or give its number
package sluice.rules.references["target-port-not-found"]

import data.sluice.lib.place
import data.sluice.lib.services
import data.sluice.lib.workloads

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(each.object.source, path)} if {
	some each in services.selecting
	some i, port in each.object.body.spec.ports
	is_string(port.targetPort)
	every pod in each.pods { lacks(workloads.pods[pod].spec, port.targetPort) }
	path := ["spec", "ports", i, "targetPort"]
	message := sprintf("no container of its pods has a port %s, so nothing is reached by this one", [port.targetPort])
}

# Undefined where its containers are not known.
lacks(spec, name) if {
	count(spec.containers) > 0
	containers := array.concat(spec.containers, object.get(spec, "initContainers", []))
	named := {port.name | some container in containers; some port in container.ports}
	not name in named
}
