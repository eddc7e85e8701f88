import type { Value } from './value.ts';

/** Writes a value in Rego's own notation, which is also what `%v` shows and what the module parses. */
export function print(value: Value): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(value.value);
    case 'number':
      return value.text;
    case 'string':
      return quote(value.value);
    case 'array':
      return `[${value.items.map(print).join(', ')}]`;
    case 'set':
      return value.items.length === 0 ? 'set()' : `{${value.items.map(print).join(', ')}}`;
    case 'object':
      return `{${value.entries.map(([key, item]) => `${print(key)}: ${print(item)}`).join(', ')}}`;
  }
}

/** A string in double quotes. A lone surrogate becomes U+FFFD: the module's parser knows no such thing. */
function quote(value: string): string {
  return JSON.stringify(value.toWellFormed());
}
