import { admit } from '../reconcile/admit.ts';
import { wholeJudge } from '../reconcile/judgement.ts';
import type { Call, Command } from './command.ts';
import { personHelp, personOptions, speak, type Denied, type Spoken, type WordTools } from './person.ts';
import { openRules } from './rules-engine.ts';
import type { Head } from '../reconcile/head.ts';

export const accept: Command = {
  name: 'accept',
  summary: 'take a rewritten main as it is',
  help: `usage: sluice accept COMMIT --repo URL|DIR [OPTIONS]

Takes COMMIT, the present head of main (at least 7 digits), as the intent, though it does not descend from the one
accepted before. The rules judge it like any other; walks go on or begin as they would for any other.

${personHelp}`,
  options: personOptions,
  words: [1, 1],
  run: (call) => speak(call, (head, tools) => acceptRewritten(call, head, tools)),
};

async function acceptRewritten(call: Call, head: Head, tools: WordTools): Promise<Spoken | Denied | string> {
  const [named = ''] = call.words;
  const listing = await tools.git.list(call.signal);
  if (listing.kind === 'unreachable') return `the remote can't be reached: ${listing.reason}`;
  const oid = listing.heads.intent;
  if (oid === null || !/^[0-9a-f]{7,40}$/.test(named) || !oid.startsWith(named)) {
    return `${named} is not the head of main${oid === null ? '' : `, which is ${oid}`}`;
  }
  if (oid === head.intent.oid) return `${named} is accepted already`;
  const candidate = await tools.readIntent(oid);
  const rules = openRules(call);
  try {
    const now = tools.clock.now();
    const admission = await admit(
      { head, candidate, now, judge: wholeJudge(rules), preview: () => new Set() },
      call.signal,
    );
    if (admission.kind === 'denied') return { denied: candidate, findings: admission.findings };
    // What proxies turned down is known by its bytes, and only a reconciler knows its proxies' bytes: it looks.
    const state = { ...admission.state, refused: head.state.refused };
    return { event: 'accept', state, intent: candidate, told: `${named} is the intent now` };
  } finally {
    await rules.close();
  }
}
