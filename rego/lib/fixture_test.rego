# METADATA
# description: Small inputs for the rules' tests.
package sluice.fixture

# METADATA
# description: An input in which one rule, T, gives `live` now, and is asked for the given destinations.
input_of(asked, live, before) := {
	"documents": [{"file": "a.yaml", "index": 0, "value": {}}],
	"mesh": mesh_of(asked),
	"live": mesh_of(live),
	"previous": mesh_of(before),
	"change": {},
	"config": {"undefinedSubset": "host", "rules": {}},
	"inFlight": [],
}

# METADATA
# description: An input in which nothing changes.
settled(destinations) := input_of(destinations, destinations, destinations)

mesh_of(destinations) := {
	"services": [service],
	"virtualHosts": [{"hosts": ["checkout.shop"], "rules": [rule_of("T", destinations)]}],
	"access": [],
	"rollouts": [],
	"config": {},
}

rule_of(target, destinations) := {
	"target": target,
	"matches": [],
	"source": source(["spec", "http", 0]),
	"action": {"kind": "forward", "destinations": destinations, "mirrors": []},
}

service := {
	"host": "checkout.shop",
	"ports": [{"port": 80}],
	"selector": {"app": "checkout"},
	"policy": {},
	"endpoints": [endpoint("v1"), endpoint("v2")],
	"subsets": [subset("v1"), subset("v2"), subset("v3")],
	"source": source([]),
}

endpoint(version) := {"ports": {"80": 8080}, "labels": {"app": "checkout", "version": version}}

subset(name) := {"name": name, "labels": {"version": name}, "policy": {}, "source": source(["spec", "subsets", 0])}

# METADATA
# description: A destination of the service above, with its share in percent.
to(name, percent) := {
	"destination": {"host": "checkout.shop", "port": 80, "subset": name},
	"share": percent * 10000,
}

rollout := {"target": "T", "steps": [{"weight": 500000}, {"weight": 900000}], "source": source([])}

source(path) := {"file": "a.yaml", "document": 0, "path": path, "object": "VirtualService shop/checkout", "position": 0}

# METADATA
# description: An input with another value at one path.
patched(one, path, value) := json.patch(one, [{"op": "add", "path": path, "value": value}])

# METADATA
# description: An input whose documents are these objects, one each, with an empty mesh, for rules that read objects.
repository(bodies) := {
	"documents": [{"file": "a.yaml", "index": i, "value": body} | some i, body in bodies],
	"objects": {kind: entries |
		some of in bodies
		kind := kind_of(of)
		entries := [entry(i, body) | some i, body in bodies; kind_of(body) == kind]
	},
	"mesh": {"services": [], "virtualHosts": [], "access": [], "rollouts": [], "slos": [], "config": {}},
	"live": {"services": [], "virtualHosts": [], "access": [], "rollouts": [], "slos": [], "config": {}},
	"previous": null,
	"change": {},
	"config": {"undefinedSubset": "host", "rules": {}},
	"inFlight": [],
	"namespaces": {
		"named": count([body | some body in bodies; home_of(body) != "default"]),
		"unnamed": count([body | some body in bodies; not body.metadata.namespace; not body.kind in {"Namespace", "Config"}]),
	},
}

home_of(body) := object.get(body.metadata, "namespace", "default")

kind_of(body) := sprintf("%s/%s", [split(body.apiVersion, "/")[0], body.kind]) if contains(body.apiVersion, "/")

kind_of(body) := sprintf("/%s", [body.kind]) if not contains(body.apiVersion, "/")

entry(position, body) := {
	"namespace": object.get(body.metadata, "namespace", "default"),
	"name": body.metadata.name,
	"labels": object.get(body.metadata, "labels", {}),
	"annotations": object.get(body.metadata, "annotations", {}),
	"source": {"position": position, "path": []},
}
