/** What each name means, in words for people, and what helps: the one table behind `status`, `why` and notifications. */

import type { DecisionReason } from '../rollout/decide.ts';
import type { VerdictReason } from '../rollout/verdict.ts';
import type { Remedy } from './remedies.ts';

export interface Reason {
  /** One clause that can follow a colon. */
  readonly says: string;
  /** Commands that may help, the likeliest first; empty where time alone does, or nothing is wrong. */
  readonly remedies: readonly Remedy[];
}

/** Names of holds and rejections that a person or the fleet brought, and of Sluice's own rule for raises. */
type OtherReason = 'outside-window' | 'paused' | 'aborted' | 'lower-in-fleet' | 'revert-denied' | 'refused-by-proxies';

const fixOrRetry: readonly Remedy[] = ['fix', 'revert', 'retry'];
const askSource: readonly Remedy[] = ['source', 'abort'];

const reasons: Readonly<Record<VerdictReason | DecisionReason | OtherReason, Reason>> = {
  errors: { says: 'the canary fails more often than allowed, and more often than stable', remedies: fixOrRetry },
  latency: { says: 'the canary is slow more often than allowed, and more often than stable', remedies: fixOrRetry },
  prometheus: { says: "the canary's share of bad events in Prometheus is above its bound", remedies: fixOrRetry },
  web: { says: "the canary's share of bad events, by the web source, is above its bound", remedies: fixOrRetry },
  'slo-breach': { says: "the canary burns the SLO's error budget too fast", remedies: fixOrRetry },
  'budget-spent': { says: 'this walk has spent its part of the error budget', remedies: fixOrRetry },
  'out-of-range': { says: "the canary's value left its range twice in a row", remedies: fixOrRetry },
  'below-tolerate': { says: 'the canary is shown to be below what is tolerated', remedies: [] },
  'within-range': { says: "the canary's value stayed in its range", remedies: [] },
  'within-slo': { says: "the canary burns the SLO's error budget no faster than allowed", remedies: [] },
  'within-budget': { says: 'this walk has not spent its part of the error budget', remedies: [] },
  'too-few-values': { says: 'too few values were read to tell good from bad', remedies: [] },
  'no-evidence': { says: 'the Rollout names no evidence, so nothing can be judged', remedies: ['evidence', 'abort'] },
  'no-step': { says: 'no raised step that every proxy runs yet', remedies: [] },
  'not-judged': { says: 'all traffic is on the canary: no stable side is left to compare with', remedies: [] },
  'warm-up': { says: 'the warm-up after a raise is not over', remedies: [] },
  'too-few-requests': { says: 'too few requests to tell good from bad', remedies: [] },
  'no-data': { says: 'the proxies send no counts', remedies: ['proxies', 'abort'] },
  'no-canary-traffic': { says: 'the canary got no request for 30 s', remedies: ['traffic', 'abort'] },
  'no-stable-traffic': { says: 'stable got no request for 30 s, so nothing can be compared', remedies: ['traffic'] },
  'little-stable-traffic': {
    says: 'the canary is above its bound, but stable has too few requests to compare with',
    remedies: ['traffic', 'abort'],
  },
  'counts-reset': { says: 'counts began again or have a gap; that block is not used', remedies: [] },
  'one-sided': { says: 'a report speaks of one side only; that block is not used', remedies: ['proxies'] },
  'invalid-counts': { says: 'a report has impossible counts; that block is not used', remedies: ['proxies'] },
  'common-cause': { says: 'the canary is above its bound, but so is stable: a shared cause', remedies: ['abort'] },
  'between-max-and-tolerate': { says: 'the canary is neither bad nor fine by its rate', remedies: ['abort'] },
  'single-proxy': { says: 'the verdict hangs on one proxy alone, and is not believed', remedies: ['proxies'] },
  'source-empty': { says: 'the query of a source finds nothing', remedies: askSource },
  'source-nan': { says: 'the query of a source gives no number', remedies: askSource },
  'source-many-series': { says: 'the query of a source gives several series, and one is needed', remedies: askSource },
  'source-error': { says: 'a source answers with an error', remedies: askSource },
  'source-slow': { says: 'a source does not answer in time', remedies: askSource },
  'source-clock': { says: "a source's clock is off, so its answers can't be placed", remedies: askSource },
  'source-unknown': {
    says: 'sluice.yaml has no such source, or a proxy counts by no such threshold',
    remedies: askSource,
  },
  'reading-back': { says: 'the reconciler has just started and learns what proxies run', remedies: [] },
  'no-proxy-seen': { says: 'no proxy was seen since the start', remedies: ['proxies'] },
  'not-acknowledged': { says: 'not every proxy has acknowledged the present weights', remedies: ['proxies'] },
  hold: { says: "the step's hold time is not over", remedies: [] },
  'push-pending': { says: 'the last live commit is not pushed yet', remedies: ['remote'] },
  'not-listed': { says: 'the remote was not asked just now', remedies: ['remote'] },
  'first-step': { says: 'what runs was settled before, so the first step may go up', remedies: [] },
  whole: { says: 'all traffic is on it', remedies: [] },
  baking: { says: 'all traffic is on it, and is watched for a breach before it is promoted', remedies: [] },
  baked: { says: 'all traffic was on it for the bake time, without a breach', remedies: [] },
  frozen: { says: 'somebody froze the cluster: nothing is raised', remedies: ['unfreeze'] },
  'depends-on': { says: 'another walk goes first', remedies: [] },
  'walk-limit': { says: 'as many walks are raised as sluice.yaml allows', remedies: [] },
  'outside-window': { says: 'outside the windows in which raises are allowed', remedies: ['promote-now'] },
  paused: { says: 'somebody paused it', remedies: ['resume', 'abort'] },
  deadline: { says: 'it was not shown to be fine by its deadline', remedies: ['retry', 'abort', 'revert'] },
  'no-walk': { says: 'no Rollout covers it any more, or it is suspended', remedies: ['rollout', 'abort'] },
  aborted: { says: 'somebody took it back', remedies: ['retry', 'revert'] },
  'lower-in-fleet': { says: 'proxies run a lowering of it that Git did not have', remedies: ['retry', 'revert'] },
  'revert-denied': { says: 'its revert was denied, so it went home without', remedies: ['findings', 'retry'] },
  'refused-by-proxies': { says: 'proxies turned its resources down', remedies: ['fix', 'revert'] },
};

/** By name; a name that isn't in the table is that of a rule of the repository's own. */
export function reasonOf(name: string): Reason {
  return isReason(name) ? reasons[name] : { says: `held by the rule ${name}`, remedies: ['findings'] };
}

/** Every name of the table. */
export function reasonNames(): readonly string[] {
  return Object.keys(reasons);
}

function isReason(name: string): name is keyof typeof reasons {
  return Object.hasOwn(reasons, name);
}
