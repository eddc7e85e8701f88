# METADATA
# description: What `sluice.yaml` of the accepted commit says about the rules.
package sluice.lib.config

# METADATA
# description: The severity that a rule has here; its own where the configuration says nothing.
severity(name, own) := object.get(input, ["config", "rules", name, "severity"], own)

# METADATA
# description: The severity of a rule that ships; what is said of the rule counts before what is said of its category.
severity_in(category, name, own) := severity(name, object.get(input, ["config", "categories", category], own))

# METADATA
# description: A parameter of a rule, or its default.
parameter(name, key, default_value) := object.get(input, ["config", "rules", name, "parameters", key], default_value)

# METADATA
# description: All parameters of a rule.
parameters(name) := object.get(input, ["config", "rules", name, "parameters"], {})
