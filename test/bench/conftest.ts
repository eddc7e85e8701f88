// conftest at a fixed version, to be measured beside, and five rules for it.

import { goProgram } from '../support/go-program.ts';

/** The program's path; null, with a word about it, where it is absent and can't be built. */
export function conftest(): Promise<string | null> {
  return goProgram({ name: 'conftest', module: 'github.com/open-policy-agent/conftest@v0.71.1', main: '.' });
}

/** What people check with it in such a repository: one document at a time. */
export const fiveRules = `package main

routes contains rule if {
	input.kind == "VirtualService"
	some rule in input.spec.http
	rule.route
}

deny contains message if {
	some rule in routes
	not rule.timeout
	message := sprintf("VirtualService %s has a rule without timeout", [input.metadata.name])
}

deny contains message if {
	some rule in routes
	count(rule.route) > 1
	sum([destination.weight | some destination in rule.route]) != 100
	message := sprintf("VirtualService %s has weights that do not add up to 100", [input.metadata.name])
}

deny contains message if {
	input.kind == "VirtualService"
	names := [rule.name | some rule in input.spec.http]
	count(names) != count({name | some name in names})
	message := sprintf("VirtualService %s has two rules of one name", [input.metadata.name])
}

deny contains message if {
	input.kind == "DestinationRule"
	some subset in input.spec.subsets
	not subset.labels
	message := sprintf("DestinationRule %s has a subset without labels", [input.metadata.name])
}

deny contains message if {
	input.kind == "EndpointSlice"
	some endpoint in input.endpoints
	count(endpoint.addresses) == 0
	message := sprintf("EndpointSlice %s has an endpoint without address", [input.metadata.name])
}
`;

/** So many rules, each of a name of its own, as teams have them after some years; most loop, and none holds here. */
export function manyRules(count: number): string {
  const rules = Array.from(
    { length: count },
    (_, i) => `deny_rule_${i} contains message if {
	input.kind == "VirtualService"
	some rule in input.spec.http
	some destination in rule.route
	destination.weight == ${1_000 + i}
	message := sprintf("VirtualService %s has the weight ${1_000 + i}", [input.metadata.name])
}
`,
  );
  return `package main\n\n${rules.join('\n')}`;
}
