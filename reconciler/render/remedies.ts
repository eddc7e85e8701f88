/** What a person can do next: one sentence and one command each. */

import { printable } from './printable.ts';

export type Remedy =
  | 'fix'
  | 'revert'
  | 'retry'
  | 'abort'
  | 'resume'
  | 'unfreeze'
  | 'promote-now'
  | 'rollout'
  | 'evidence'
  | 'proxies'
  | 'traffic'
  | 'source'
  | 'remote'
  | 'findings';

export interface Advice {
  readonly what: string;
  /** For a shell; null where no command does it. */
  readonly command: string | null;
}

/** What a remedy is about. */
export interface About {
  /** As people write it: `shop/checkout#primary`. */
  readonly target: string;
  /** The intent commit; null where it isn't known. */
  readonly intent: string | null;
  /** `--repo` of the commands, as it was given; null: a placeholder is printed. */
  readonly repo: string | null;
}

/** One line of advice; names from a repository are quoted for a shell, so that none of them is run. */
export function adviceOf(remedy: Remedy, about: About): Advice {
  const { what, command } = remedies[remedy];
  return { what, command: command === null ? null : command(about) };
}

interface Known {
  readonly what: string;
  readonly command: ((about: About) => string | null) | null;
}

const remedies: Readonly<Record<Remedy, Known>> = {
  fix: { what: 'fix it and merge: a changed target begins a new attempt', command: null },
  revert: {
    what: 'take the change out of main',
    command: ({ intent }) => (intent === null ? null : `git revert ${shellWord(intent.slice(0, 12))}`),
  },
  retry: { what: 'try the same again', command: (about) => `sluice retry ${walkWords(about)}` },
  abort: { what: 'take it back', command: (about) => `sluice abort ${walkWords(about)}` },
  resume: { what: 'let it go on', command: (about) => `sluice resume ${walkWords(about)}` },
  unfreeze: { what: 'end the freeze', command: (about) => `sluice unfreeze ${repoWords(about)}` },
  'promote-now': {
    what: 'go without waiting, with a reason',
    command: (about) => `sluice promote ${walkWords(about)} --now --reason WHY`,
  },
  rollout: { what: 'bring its Rollout back, or end its suspension', command: null },
  evidence: { what: 'give the Rollout something to be judged by', command: null },
  proxies: { what: 'see which proxies answer and what they run', command: () => 'sluice status' },
  traffic: { what: 'send it traffic: silence is never success', command: null },
  source: { what: 'ask the source by hand, as the Rollout does', command: null },
  remote: { what: 'see whether the remote can be reached', command: () => 'sluice status' },
  findings: { what: 'see what stands in the way', command: () => 'sluice status' },
};

function walkWords(about: About): string {
  return `${shellWord(about.target)} ${repoWords(about)}`;
}

function repoWords({ repo }: About): string {
  return `--repo ${repo === null ? 'URL' : shellWord(repo)}`;
}

/** A word that a shell takes as it is, and a terminal prints as it is. */
export function shellWord(text: string): string {
  const shown = printable(text);
  return /^[\w/.:@%+,=-][\w/.:@%+,=#~-]*$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}

/** `shop/checkout#primary` of a whole T: people know which kind they wrote. */
export function shortTarget(target: string): string {
  return target.slice(target.indexOf('/') + 1);
}
