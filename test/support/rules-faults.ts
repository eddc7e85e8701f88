/** A port to the rules that lets a test do something while they think; what they say is the real thing. */

import type { Json } from '../../policies/mesh.ts';
import type { RulesPort } from '../../reconciler/reconcile/ports.ts';

export class RulesFaults {
  /** Runs after they have judged an input, before anybody has their answer. */
  afterJudging: ((input: Json) => Promise<void>) | null = null;

  wrap(port: RulesPort): RulesPort {
    return {
      judge: async (input, rego, signal) => {
        const verdict = await port.judge(input, rego, signal);
        await this.afterJudging?.(input);
        return verdict;
      },
      digest: (regos) => port.digest(regos),
    };
  }
}
