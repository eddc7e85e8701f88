/** Joins the news of live commits with those who deliver it. */

import { createNotifier, type Notifier } from '../notify/notifier.ts';
import type { Ports } from '../reconcile/ports.ts';
import { newsOf } from '../render/news.ts';
import { machineClock } from './clock.ts';
import type { Call } from './command.ts';
import { sleep } from './sleep.ts';

export interface NewsDesk {
  readonly tell: Ports['tell'];
  close(): Promise<void>;
}

/** Opens the notifier of a cluster; secrets come from the environment. */
export function openNews(call: Call, cluster: string, log: Ports['log']): NewsDesk {
  const notifier: Notifier = createNotifier({ fetch, env: call.io.env, clock: machineClock, log, sleep });
  return {
    tell: (commits, receivers) => {
      notifier.tell(
        commits.flatMap((commit) => newsOf(commit, cluster)),
        receivers,
      );
    },
    close: () => notifier.close(),
  };
}
