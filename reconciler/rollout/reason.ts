/** The names of what evidence says. */

import type { Trouble } from './sample.ts';

/**
 * - `errors`, `latency`, `prometheus`, `web`: bad by counts of that kind; above `max` and above stable's multiple.
 * - `out-of-range`: bad; two values in a row outside their range. `slo-breach`: bad; burns an error budget too fast, in
 *   a long and a short window. `budget-spent`: bad; the walk spent its share of a budget.
 * - `below-tolerate`, `within-range`: fine. `within-slo`, `within-budget`: nothing against it; they never call fine.
 * - `no-evidence`: the rollout names none. `no-step`: nothing raised that all proxies run.
 *   `not-judged`: no stable side to compare with.
 * - `warm-up`, `too-few-requests`: wait. `too-few-values`: not three values in range yet.
 * - `no-data`: no usable word for 2 s, or for twice a query's interval and 2 s. `no-canary-traffic`,
 *   `no-stable-traffic`: reports, but no request for 30 s.
 * - `little-stable-traffic`: the canary is bad by itself, and stable has too few requests to be compared with.
 * - `counts-reset`, `one-sided`, `invalid-counts`: the last report could not be used.
 * - `source-…`: a source that is asked answers nothing usable.
 * - `common-cause`: above `max`, but so is stable: a shared outage, or a stable that is broken itself.
 * - `between-max-and-tolerate`: neither bad nor fine by its rate.
 * - `single-proxy`: the tests stand, but not with any one proxy left out.
 */
export type VerdictReason =
  | 'errors'
  | 'latency'
  | 'prometheus'
  | 'web'
  | 'slo-breach'
  | 'budget-spent'
  | 'out-of-range'
  | 'below-tolerate'
  | 'within-range'
  | 'within-slo'
  | 'within-budget'
  | 'no-evidence'
  | 'no-step'
  | 'not-judged'
  | 'warm-up'
  | 'too-few-requests'
  | 'too-few-values'
  | 'no-data'
  | 'no-canary-traffic'
  | 'no-stable-traffic'
  | 'little-stable-traffic'
  | 'one-sided'
  | 'invalid-counts'
  | 'common-cause'
  | 'between-max-and-tolerate'
  | 'single-proxy'
  | Trouble;
