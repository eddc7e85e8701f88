import { jsonEntries, jsonText, writeJson } from './json.ts';
import { text, type Builtin, type Value } from './value.ts';

/** `json.marshal_with_options`: JSON in lines, as Go indents it, where one of its options asks for that. */
const marshalWithOptions: Builtin = (value, options) => {
  const chosen = options === undefined ? null : readOptions(options);
  if (value === undefined || chosen === null) return null;
  if (!chosen.pretty) return text(writeJson(value));
  return text(chosen.prefix + indented(value, chosen.indent, `\n${chosen.prefix}`));
};

interface Options {
  readonly pretty: boolean;
  readonly prefix: string;
  readonly indent: string;
}

function readOptions(options: Value): Options | null {
  if (options.kind !== 'object') return null;
  const texts: { prefix?: string; indent?: string } = {};
  let pretty: boolean | null = null;
  for (const [key, value] of options.entries) {
    const name = key.kind === 'string' ? key.value : '';
    if (name === 'pretty' && value.kind === 'boolean') pretty = value.value;
    else if ((name === 'prefix' || name === 'indent') && value.kind === 'string') texts[name] = value.value;
    else return null;
  }
  const { prefix = '', indent = '\t' } = texts;
  return { pretty: pretty ?? Object.keys(texts).length > 0, prefix, indent };
}

/** `line` begins a line at the depth of the value. */
function indented(value: Value, indent: string, line: string): string {
  const inner = line + indent;
  if (value.kind === 'array' || value.kind === 'set') {
    if (value.items.length === 0) return '[]';
    return `[${value.items.map((item) => inner + indented(item, indent, inner)).join(',')}${line}]`;
  }
  if (value.kind !== 'object') return writeJson(value);
  if (value.entries.length === 0) return '{}';
  const entries = jsonEntries(value.entries).map(
    ([key, item]) => `${inner}${jsonText(key)}: ${indented(item, indent, inner)}`,
  );
  return `{${entries.join(',')}${line}}`;
}

export const jsonOptions = { 'json.marshal_with_options': marshalWithOptions } satisfies Record<string, Builtin>;
