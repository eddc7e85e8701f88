# METADATA
# description: Istio's AuthorizationPolicies as they were written, whether or not anything enforces their fields yet.
package sluice.lib.access

import data.sluice.lib.objects

policies := [policy | some policy in objects.all["security.istio.io/AuthorizationPolicy"]]

# METADATA
# description: Every rule of every policy, as `{policy, action, rule, path}`.
rules := [{"policy": policy, "action": action(policy), "rule": rule, "path": ["spec", "rules", i]} |
	some policy in policies
	some i, rule in policy.body.spec.rules
	is_object(rule)
]

# METADATA
# description: What a policy does with the requests that one of its rules holds on.
action(policy) := objects.at(policy, ["spec", "action"], "ALLOW")

# METADATA
# description: Whether a policy speaks for all of its namespace.
whole(policy) if {
	count(objects.at(policy, ["spec", "selector", "matchLabels"], {})) == 0
	count(objects.at(policy, ["spec", "targetRefs"], [])) == 0
	count(objects.at(policy, ["spec", "targetRef"], {})) == 0
}

# METADATA
# description: The sources of a rule, any of which a request may come from; none means anybody.
sources(rule) := [item.source | some item in rule.from; is_object(item.source)]

# METADATA
# description: The operations of a rule, any of which a request may be; none means anything.
operations(rule) := [item.operation | some item in rule.to; is_object(item.operation)]

# METADATA
# description: The lists of a source or an operation that say something.
given(fields) := {name |
	some name, values in fields
	is_array(values)
	count(values) > 0
}

# METADATA
# description: Whether a rule holds on requests from anybody.
from_anybody(rule) if {
	count(sources(rule)) == 0
	not has_items(rule, "from")
}

from_anybody(rule) if {
	some source in sources(rule)
	count(given(source)) == 0
}

# METADATA
# description: Whether a rule holds on every request.
open(rule) if {
	from_anybody(rule)
	to_anything(rule)
	not has_items(rule, "when")
}

to_anything(rule) if not has_items(rule, "to")

to_anything(rule) if {
	some operation in operations(rule)
	every name in given(operation) { takes_all(name, operation[name]) }
}

takes_all("paths", values) if {
	some value in values
	value in {"*", "/*"}
}

takes_all("methods", values) if "*" in values

takes_all("hosts", values) if "*" in values

has_items(rule, name) if count(rule[name]) > 0
