import type { Finding } from '../../policies/finding.ts';
import { placeFindings } from '../../policies/input.ts';
import type { Loaded } from '../../policies/load.ts';
import type { RawVerdict } from './ports.ts';

/** Turns what the rules said into findings with their exact places. */
export function verdictFindings(verdict: RawVerdict, { documents }: Pick<Loaded, 'documents'>): readonly Finding[] {
  switch (verdict.kind) {
    case 'judged':
      return placeFindings(verdict.violations, documents);
    case 'no-verdict': {
      const { reason: message, file, line: at } = verdict;
      const range = at === null ? null : { line: at, column: 1, endLine: at, endColumn: 1 };
      const remedy = 'No verdict is a denial: mend the rule.';
      return [{ rule: 'no-verdict', severity: 'error', message, remedy, file, range, object: null }];
    }
  }
}
