/** Names as Istio writes them: of namespaces, gateways, subsets, and of whom something is exported to. */

import { type At, below, type Decoder, list, malformed } from '../decode.ts';
import { isList } from '../json.ts';
import { matching, untranslated } from '../shapes.ts';

const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';

/** A label of DNS, in either case. */
export const dnsLabel: Decoder<string> = matching(
  new RegExp(`^${label}$`),
  'a name of at most 63 letters, digits and "-"',
);

export const gatewayNames: Decoder<readonly string[]> = list(
  matching(
    new RegExp(`^(?:${label}/${label}|${label}(?:\\.${label})*\\.?)$`),
    'the name of a gateway',
    'Write it like front, edge/front or mesh.',
  ),
);

/** `.`, `*` and namespaces; `~`, which is nobody, where that is allowed. */
export function exportTo(nobody: 'nobody' | 'somebody' = 'somebody'): Decoder<readonly string[]> {
  const form = new RegExp(`^(?:[.*${nobody === 'nobody' ? '~' : ''}]|${label})$`);
  const entries = list(matching(form, 'a namespace, "." or "*"'));
  return (value, at) => {
    if (isList(value)) value.forEach((entry, index) => loneAndOnce(entry, value.slice(0, index), below(at, index)));
    return entries(value, at);
  };
}

function loneAndOnce(entry: unknown, before: readonly unknown[], at: At): void {
  const all = before.includes('*') ? '*' : before.includes('~') ? '~' : entry;
  if (before.includes(entry)) malformed(at, `${JSON.stringify(entry)} stands here twice`, 'Remove one of them.');
  else if (before.length > 0 && (all === '*' || all === '~'))
    malformed(at, `${JSON.stringify(all)} stands alone`, 'Remove it, or the others.');
}

/** A list that may say what is the case anyway, by this one word; anything else no proxy is told of. */
export function unless<T>(word: string, decoder: Decoder<readonly T[]>, mark = untranslated): Decoder<unknown> {
  const marked = mark(decoder);
  return (value, at) => (isList(value) && value.every((entry) => entry === word) ? true : marked(value, at));
}
