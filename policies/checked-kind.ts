/** Kinds that are checked, and that bring nothing to the mesh. */

import type { Decoder } from './decode.ts';
import type { Severity } from './finding.ts';
import type { Kind } from './kind.ts';

export interface CheckedKind {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly string[];
  readonly body: Decoder<unknown>;
  /** Severity of a field that is not known; a warning where nothing is said. */
  readonly unknownField?: Severity;
  /** For a kind of which no proxy ever has to be told. */
  readonly silent?: true;
}

/** A kind whose objects are read for their faults alone; the author is told that no proxy hears of them. */
export function checkedKind(of: CheckedKind): Kind {
  const { group, kind, versions, body, unknownField = 'warning', silent = false } = of;
  return {
    group,
    kind,
    versions,
    unknownField,
    read: (object, at) => {
      body(object.body, at);
      if (!silent) {
        at.report({
          rule: 'not-translated',
          severity: 'info',
          message: `This ${kind} is checked, and has no effect yet: no proxy is told of it`,
          remedy: '',
          path: ['kind'],
        });
      }
      return [];
    },
  };
}
