/** The last door of a step up: rules that speak of raises, as a window for changes does. */

import { raiseHolds, raiseInput, type Raise } from '../../policies/raise.ts';
import { targetsOf } from '../live/intent.ts';
import { weightAt } from '../live/shares.ts';
import type { Decision } from '../rollout/decide.ts';
import type { Head } from './head.ts';
import type { Memory, RaiseHeld } from './memory.ts';
import type { Ports } from './ports.ts';

/** So long does a rule's hold stand before it is asked again, in ms. */
const heldForMs = 5_000;

/**
 * Asks the rules about all that is about to be raised, and remembers what they hold; true when they hold any of it.
 * No verdict is a hold: nothing goes up unjudged.
 */
export async function holdsRaises(
  memory: Memory,
  ports: Ports,
  head: Head,
  decisions: ReadonlyMap<string, Decision>,
  signal: AbortSignal,
): Promise<boolean> {
  const raises = raisesOf(head, decisions);
  if (raises.length === 0 || !hasRaiseRules(head)) return false;
  const { config } = head.intent.loaded;
  const verdict = await ports.rules.judge(raiseInput(config, raises, ports.clock.now()), head.intent.rego, signal);
  const until = ports.clock.monotonic() + heldForMs;
  const held = new Map<string, RaiseHeld>();
  if (verdict.kind === 'no-verdict') {
    for (const { target } of raises) held.set(target, { rule: 'no-verdict', message: verdict.reason, until });
  } else {
    for (const [target, { rule, message }] of raiseHolds(verdict.violations, raises)) {
      held.set(target, { rule, message, until });
    }
  }
  for (const [target, { rule, message }] of held) {
    if (memory.raiseHolds.get(target)?.rule !== rule) ports.log('rollout.waits', { target, rule, message });
  }
  const walking = new Set(head.state.targets.map(({ target }) => target));
  const judged = new Set(raises.map(({ target }) => target));
  const kept = [...memory.raiseHolds].filter(([target]) => walking.has(target) && !judged.has(target));
  memory.raiseHolds = new Map([...kept, ...held]);
  return held.size > 0;
}

/** Most repositories have no such rule, and their steps wait for no worker. */
function hasRaiseRules({ intent }: Head): boolean {
  return intent.loaded.config.rules['outside-window'] !== undefined || intent.rego.size > 0;
}

function raisesOf({ intent, state }: Head, decisions: ReadonlyMap<string, Decision>): readonly Raise[] {
  const targets = targetsOf(intent.intent.mesh);
  return state.targets.flatMap((entry) => {
    const decision = decisions.get(entry.target);
    const rollout = targets.get(entry.target)?.rollout ?? null;
    if (decision?.kind !== 'raise' || rollout === null) return [];
    const { namespace, name } = rollout;
    const [fromPpm, toPpm] = [weightAt(entry, entry.s), decision.weight];
    return [{ target: entry.target, namespace, name, fromPpm, toPpm }];
  });
}
