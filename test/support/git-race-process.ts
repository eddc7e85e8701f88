import { openRepository } from '../../reconciler/git/repository.ts';
import { never, sync, writeStep } from './git-port.ts';

/** Pushes so many live steps onto a remote, going on from whatever is there; prints the ids that were pushed, one a line. */
const [, , remote = '', gitdir = '', name = '', count = '0'] = process.argv;

const identity = { name, email: `${name}@localhost` };
const port = await openRepository(
  { remote, gitdir, intentBranch: 'main', cluster: 'default', identity, clock: Date },
  never,
);
let pushed = 0;
while (pushed < Number(count)) {
  const { intent, live } = await sync(port);
  if (intent === null) throw new Error('no intent');
  const step = await writeStep(port, live, intent, `${name} ${pushed}\n`);
  const outcome = await port.pushLive(step, live, never);
  // After a doubtful answer: look, then decide.
  const now = outcome.kind === 'unknown' ? (await sync(port)).live : null;
  const isDone = outcome.kind === 'pushed' || (now !== null && (await port.ancestry(step, now)) === 'yes');
  if (isDone) {
    pushed += 1;
    process.stdout.write(`${step}\n`);
  } else if (outcome.kind === 'refused') throw new Error(outcome.reason);
}
await port.close();
