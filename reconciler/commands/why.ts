import type { CommitFacts } from '../git/history.ts';
import { createIntentReader } from '../reconcile/intent.ts';
import { readLiveText } from '../render/live-commit.ts';
import { whyMarkdown } from '../render/why-markdown.ts';
import { whyJson, whyText } from '../render/why.ts';
import { isSet, textFlag, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import type { Why } from '../render/why-facts.ts';
import { openLiveBranch, type LiveBranch } from './live-branch.ts';
import { liveStory, type Told } from './live-story.ts';
import { repositoryHelp, repositoryOptions } from './repository.ts';

export const why: Command = {
  name: 'why',
  summary: 'say why something is live, or is not',
  help: `usage: sluice why [SHA|WALK] [--repo URL|DIR] [--json|--markdown]

Says why the live branch is as it is: what happened in one sentence with its counts, what each SLI and each test said,
which proxies said it, who merged what, the lines that changed, and what to do next. Reads Git alone.

  SHA   a live commit, or a merge on main: then the last live commit that moved a walk for it
  WALK  a walk such as shop/checkout#primary: the last live commit that moved it
  Without either: the last live commit that moved any walk.

${repositoryHelp}  --markdown       for a comment on a pull request
`,
  options: { ...repositoryOptions, markdown: { type: 'boolean' } },
  words: [0, 1],
  run: runWhy,
};

/** What is asked of is new more often than not: first the newest commits, then more, and so far back at most. */
const pages = [100, 1_000, 10_000];
/** So many commits before it tell how a walk came there. */
const pathCommits = 60;

async function runWhy(call: Call): Promise<ExitCode> {
  const branch = await openLiveBranch(call, '-why');
  try {
    const story = await findStory(call, branch);
    if (isSet(call, 'json')) call.io.out(whyJson(story));
    else if (isSet(call, 'markdown')) call.io.out(whyMarkdown(story));
    else call.io.out(whyText(story, { colour: call.io.colour }));
    return 0;
  } finally {
    await branch.close();
  }
}

async function findStory(call: Call, branch: LiveBranch): Promise<Why> {
  const [word] = call.words;
  for (const limit of pages) {
    const commits = await branch.log(limit);
    const told = commits.flatMap(toldOf);
    const at = found(told, word);
    const isAll = commits.length < limit || limit === pages.at(-1);
    if (!isAll && (at < 0 || told.length - at < pathCommits)) continue;
    if (at < 0) throw new UsageError(notFound(word));
    const repo = textFlag(call, 'repo') ?? null;
    return liveStory(told.slice(at), { source: branch.source, repo, readIntent: createIntentReader(branch.source) });
  }
  throw new UsageError(notFound(word));
}

/** None for the oldest of all, the intent that was adopted: it is no live commit. */
function toldOf(commit: CommitFacts): readonly Told[] {
  const text = readLiveText(commit.message);
  return text.intent === null ? [] : [{ commit, text }];
}

/** Where the commit stands that a word means; -1 where none does. Throws UsageError where several may be meant. */
function found(told: readonly Told[], word: string | undefined): number {
  if (word === undefined) {
    const moved = told.findIndex(({ text }) => text.targets.length > 0);
    return moved < 0 ? Math.min(0, told.length - 1) : moved;
  }
  if (/^[0-9a-f]{4,40}$/.test(word)) {
    const live = told.filter(({ commit }) => commit.oid.startsWith(word));
    const intents = new Set(told.flatMap(({ text }) => (text.intent?.startsWith(word) === true ? [text.intent] : [])));
    if (live.length + intents.size > 1) throw new UsageError(`${word} may mean several commits; give more digits`);
    const [only] = live;
    if (only !== undefined) return told.indexOf(only);
    const of = (each: Told): boolean => each.text.intent?.startsWith(word) === true;
    const moved = told.findIndex((each) => of(each) && each.text.targets.length > 0);
    return moved < 0 ? told.findIndex(of) : moved;
  }
  const named = told.findIndex(({ text }) => text.targets.some(({ target }) => isNamed(target, word)));
  if (named < 0) return named;
  const targets = new Set(told.flatMap(({ text }) => text.targets.map(({ target }) => target)));
  const meant = [...targets].filter((target) => isNamed(target, word));
  if (meant.length > 1 && !meant.includes(word)) throw new UsageError(`which one: ${meant.sort().join(', ')}?`);
  return named;
}

/** `shop/checkout#primary`, with its kind before it, or without its rule. */
function isNamed(target: string, word: string): boolean {
  return target === word || word.endsWith(`/${target}`) || target.startsWith(`${word}#`);
}

function notFound(word: string | undefined): string {
  if (word === undefined) return 'the live branch has no commits yet';
  return `no live commit is, serves, or moved ${word}; sluice log lists them, sluice status says what is kept out`;
}
