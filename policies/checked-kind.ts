/** Kinds that are checked as a whole, and that no proxy is told of yet. */

import type { Decoder } from './decode.ts';
import type { Severity } from './finding.ts';
import type { Kind } from './kind.ts';

/** A kind whose objects are read from their root, bring nothing to the mesh, and say so. */
export function checkedKind(of: {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly string[];
  readonly body: Decoder<unknown>;
  readonly unknownField?: Severity;
}): Kind {
  const { group, kind, versions, body, unknownField = 'warning' } = of;
  return {
    group,
    kind,
    versions,
    unknownField,
    read: (object, at) => {
      const message = `This ${kind} is checked, and has no effect yet: no proxy is told of it`;
      at.report({ rule: 'not-translated', severity: 'info', message, remedy: '', path: ['kind'] });
      body(object.body, at);
      return [];
    },
  };
}
