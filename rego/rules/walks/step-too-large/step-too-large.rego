# METADATA
# title: A large step that nothing watches
# description: A weight that no Rollout covers changes at once; so by no more than a few points at a time.
# custom:
#   severity: warning
#   remedy: cover the rule with a Rollout, or take smaller steps
package sluice.rules.walks["step-too-large"]

import data.sluice.lib.config
import data.sluice.lib.mesh
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

# In percentage points.
largest := config.parameter("step-too-large", "points", 25)

report contains {"message": message, "at": at} if {
	some target, rules in mesh.asked
	not target in mesh.covered
	not target in mesh.in_flight
	some old in predecessors(target)
	some rule in rules
	rule.action.destinations != old.action.destinations
	was := mesh.shares(old)
	shares := mesh.shares(rule)
	some i, item in rule.action.destinations
	key := mesh.key(item.destination)
	raised := shares[key] - object.get(was, [key], 0)
	raised > largest * 10000
	at := place.at(rule.source, ["route", i, "weight"])
	message := sprintf("%s goes from %s to %s at once; %v points are the most without a Rollout", [
		mesh.show(item.destination),
		mesh.percent(object.get(was, [key], 0)),
		mesh.percent(shares[key]),
		largest,
	])
}

# The rule that answered these requests before: by its key, or under another name with the same matches.
predecessors(target) := mesh.before[target]

predecessors(target) := renamed[target] if not mesh.before[target]

renamed[target] contains old if {
	some virtual_host in input.mesh.virtualHosts
	some rule in virtual_host.rules
	target := rule.target
	not mesh.before[target]
	some host in virtual_host.hosts
	some place in gone[host]
	old := input.previous.virtualHosts[place[0]].rules[place[1]]
	old.matches == rule.matches
}

# Rules that are no more, by host.
gone[host] contains [i, j] if {
	some i, virtual_host in input.previous.virtualHosts
	some j, rule in virtual_host.rules
	not mesh.asked[rule.target]
	rule.action.kind == "forward"
	some host in virtual_host.hosts
}
