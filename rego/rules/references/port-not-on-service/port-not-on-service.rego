# METADATA
# title: Settings of a port that the service has not
# description: The ports that a DestinationRule sets something for are ports of its service.
# custom:
#   severity: warning
#   remedy: name a port of the service, or remove the settings
package sluice.rules.references["port-not-on-service"]

import data.sluice.lib.hosts
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, array.concat(path, ["port", "number"]))} if {
	some one in objects.all["networking.istio.io/DestinationRule"]
	host := hosts.whole(one.body.spec.host, one.namespace)
	ports := hosts.ports[host]
	not hosts.made[host]
	some [path, number] in numbers(one)
	not number in ports
	message := sprintf("%s has no port %v; it has %s", [host, number, hosts.shown_ports(host)])
}

numbers(one) := union({of_all, of_subsets}) if {
	of_all := {[["spec", "trafficPolicy", "portLevelSettings", i], setting.port.number] |
		some i, setting in one.body.spec.trafficPolicy.portLevelSettings
	}
	of_subsets := {[["spec", "subsets", j, "trafficPolicy", "portLevelSettings", i], setting.port.number] |
		some j, subset in one.body.spec.subsets
		some i, setting in subset.trafficPolicy.portLevelSettings
	}
}
