/** `sluice.yaml`: the repository's own settings. */

import type { Contribution } from '../contribution.ts';
import { type At, type Decoder, below, defined, envelope, flag, integer, malformed, oneOf, record } from '../decode.ts';
import { describe, isObject, type JsonObject } from '../json.ts';
import type { Kind } from '../kind.ts';
import type { RuleConfig, RuleSeverity } from '../config.ts';
import type { PolicyObject } from '../object.ts';
import { mapOf } from '../shapes.ts';
import { configFile, dataFiles } from './data-files.ts';
import { notify, sources } from './destinations.ts';

const parameters: Decoder<JsonObject> = (value, at) =>
  isObject(value) ? value : malformed(at, `Expected an object, found ${describe(value)}`);

const severity = oneOf('error', 'warning', 'info', 'off');
const ruleConfig = record({ severity, parameters });

const categories: Decoder<Readonly<Record<string, RuleSeverity>>> = (value, at) => {
  const read = mapOf(severity)(value, at);
  return read && Object.fromEntries(read);
};

const rules: Decoder<Readonly<Record<string, RuleConfig>>> = (value, at) => {
  if (!isObject(value)) return malformed(at, `Expected an object, found ${describe(value)}`);
  const read = Object.entries(value).map(([name, entry]) => [name, ruleConfig(entry, below(at, name))] as const);
  return Object.fromEntries(read.map(([name, entry]): [string, RuleConfig] => [name, entry ? defined(entry) : {}]));
};

const walks = record({ limit: integer(1, 100_000) });

const conftest = record({ combine: flag });

const spec = record({
  undefinedSubset: oneOf('host', 'none'),
  rules,
  categories,
  sources,
  notify,
  walks,
  conftest,
  // The loader takes them up: they are no policies.
  data: dataFiles,
});

type Spec = NonNullable<ReturnType<typeof spec>>;

const body = envelope({ spec });

export const configKind: Kind = {
  group: 'sluice.dev',
  kind: 'Config',
  versions: ['v1alpha1'],
  unknownField: 'error',
  read: readConfig,
};

function readConfig(object: PolicyObject, at: At): readonly Contribution[] {
  if (object.document.file !== configFile) {
    malformed({ ...at, path: ['kind'] }, `A Config stands in ${configFile} alone`, `Move it to ${configFile}.`);
    return [];
  }
  const read: Partial<Spec> = body(object.body, at)?.spec ?? {};
  const { undefinedSubset = 'host', rules: set = {}, categories: of = {}, walks: limits, conftest: asked } = read;
  const { sources: named = {}, notify: told = [] } = read;
  const config = {
    undefinedSubset,
    rules: set,
    categories: of,
    sources: named,
    notify: told,
    walkLimit: limits?.limit ?? null,
    conftest: { combine: asked?.combine ?? false },
  };
  return [{ kind: 'config', config }];
}
