# METADATA
# description: |
#   Where objects send requests, by the hosts that they name: what is not in the mesh, as it was written. Each is
#   `{object, host, namespace, at, port, at_port}`; the last two are left out where no port can be named.
package sluice.lib.backends

import data.sluice.lib.gateway_api
import data.sluice.lib.hosts
import data.sluice.lib.objects
import data.sluice.lib.virtual_services

all := array.concat(of_routes, array.concat(of_splits, array.concat(of_virtual_services, of_mirrors)))

of_routes := [{
	"object": backend.route,
	"host": hosts.of_service(backend.ref.name, backend.namespace),
	"namespace": backend.namespace,
	"at": array.concat(backend.path, ["name"]),
	"port": object.get(backend.ref, "port", null),
	"at_port": array.concat(backend.path, ["port"]),
} |
	some backend in gateway_api.backends
	gateway_api.to_service(backend.ref)
]

of_splits := [{
	"object": one,
	"host": hosts.whole(backend.service, one.namespace),
	"namespace": one.namespace,
	"at": ["spec", "backends", i, "service"],
} |
	some one in objects.all["split.smi-spec.io/TrafficSplit"]
	some i, backend in one.body.spec.backends
]

# Rules for HTTP are in the mesh, with what is walked.
of_virtual_services := [{
	"object": each.object,
	"host": host,
	"namespace": namespace_of(host),
	"at": array.concat(each.path, ["route", i, "destination", "host"]),
	"port": object.get(item.destination, ["port", "number"], null),
	"at_port": array.concat(each.path, ["route", i, "destination", "port", "number"]),
} |
	some each in virtual_services.rules
	not in_mesh(each)
	some i, item in each.rule.route
	host := hosts.whole(item.destination.host, each.object.namespace)
]

of_mirrors := [{
	"object": each.object,
	"host": host,
	"namespace": namespace_of(host),
	"at": array.concat(each.path, array.concat(path, ["host"])),
	"port": object.get(destination, ["port", "number"], null),
	"at_port": array.concat(each.path, array.concat(path, ["port", "number"])),
} |
	some each in virtual_services.http
	not in_mesh(object.union(each, {"protocol": "http"}))
	some [path, destination] in mirrors(each.rule)
	host := hosts.whole(destination.host, each.object.namespace)
]

mirrors(rule) := array.concat(
	[[["mirror"], rule.mirror] | rule.mirror],
	[[["mirrors", i, "destination"], mirror.destination] | some i, mirror in rule.mirrors],
)

in_mesh(each) if {
	each.protocol == "http"
	virtual_hosts[concat("/", ["VirtualService", each.object.namespace, each.object.name])]
}

virtual_hosts contains one.id if some one in input.mesh.virtualHosts

namespace_of(host) := hosts.namespace_of(host)

# It is none of the cluster's.
namespace_of(host) := "" if not hosts.namespace_of(host)
