/** What a running reconciler knows of itself: plain data behind `sluice status`, GET /status and GET /metrics. */

import type { Finding } from '../../policies/finding.ts';
import type { Frozen } from '../live/state.ts';

/** What runs now: walks and proxies. */
export interface Status {
  readonly cluster: string;
  /** The live commit that is served; null before the first. */
  readonly commit: string | null;
  /** The intent accepted last. */
  readonly intent: string | null;
  /** Somebody's word that nothing is raised; null: none. */
  readonly frozen: Frozen | null;
  readonly walks: readonly WalkStatus[];
  readonly budgets: readonly BudgetStatus[];
  readonly proxies: readonly ProxyStatus[];
  readonly findings: readonly Finding[];
}

export interface WalkStatus {
  /** T. */
  readonly target: string;
  readonly phase: 'Progressing' | 'Held' | 'Rejected';
  /** Why it is Held or Rejected, or what it waits for; empty when there is nothing to say. */
  readonly reason: string;
  /** What the rule says that the walk waits for; empty where it waits for none. */
  readonly ruleSays: string;
  readonly attempt: { readonly intent: string; readonly n: number };
  /** Parts per million of the way from home to what the intent asks. */
  readonly s: number;
  /** Parts per million that the raised destinations get. */
  readonly weight: number;
  /** The weight of the next step; null at the last. */
  readonly next: number | null;
  /** ms since the epoch. */
  readonly since: number;
  /** Somebody asked for the end without the steps between. */
  readonly skipSteps: boolean;
  /** How long all traffic is still to be watched before the promotion, in ms; null where it isn't. */
  readonly bakingMs: number | null;
  /** Rollouts that go first and are not done, as `shop/payments`. */
  readonly waitsFor: readonly string[];
  readonly canary: Tally;
  readonly stable: Tally;
  readonly items: readonly ItemStatus[];
  /** Proxies whose counts have no say. */
  readonly odd: readonly string[];
}

/** Answers counted at the present step. */
export interface Tally {
  readonly good: number;
  readonly total: number;
}

/** What one thing that the walk is judged by says now. */
export interface ItemStatus {
  /** The evidence's key: `errors`, `latency<300ms`. */
  readonly sli: string;
  readonly of: 'ratio' | 'value' | 'burn' | 'budget';
  readonly kind: 'bad' | 'fine' | 'unknown';
  readonly reason: string;
  readonly canary: Tally;
  readonly stable: Tally;
  /** Logarithms of the tests, and of what each needs; null where there is none. */
  readonly tests: Tests;
  readonly needed: Tests;
  /** The last value that was read, or the part of a budget that is spent; null where there is none. */
  readonly value: number | null;
}

export interface Tests {
  /** Above its bound; above stable's multiple; below what is tolerated. */
  readonly e1: number | null;
  readonly e2: number | null;
  readonly f: number | null;
}

/** An SLO's error budget. */
export interface BudgetStatus {
  /** `shop/checkout` */
  readonly slo: string;
  /** In (0, 1). */
  readonly objective: number;
  readonly windowMs: number;
  /** The part of the budget that is spent, of the requests counted in the window; above 1 it is overdrawn. */
  readonly spent: number;
}

export interface ProxyStatus {
  readonly name: string;
  readonly state: 'current' | 'behind' | 'broken' | 'stale';
  /** The live commit that it runs in full; null before the first. */
  readonly commit: string | null;
  /** Why it is broken or stale, as far as that is known; else empty. */
  readonly reason: string;
}

/** A status with what only the process itself knows. */
export interface RunningStatus extends Status {
  readonly remote: {
    /** The live head that the remote has; another than `commit` while a lowering waits for its push. */
    readonly live: string | null;
    readonly intent: string | null;
    readonly reachable: boolean;
    readonly reason: string;
    /** How long ago both branches were listed, in ms; null before the first time. */
    readonly listedAgoMs: number | null;
  };
  /** The intent that is kept out; null where main is live. */
  readonly denied: string | null;
  /** Since the start. */
  readonly counted: {
    readonly passes: number;
    readonly failedPasses: number;
    readonly rollbacks: number;
    /** Looks at the walks, those that came more than 100 ms late, and by how much the latest did, in ms. */
    readonly ticks: number;
    readonly lateTicks: number;
    readonly latestTickMs: number;
  };
}
