/** What a live branch must be whoever wrote it: one line, each step once, and nothing up after a lowering. */

import type { LiveStep } from './two-writers.ts';

/** Says what is wrong with a history; empty where nothing is. */
export function faultsOf(steps: readonly LiveStep[]): readonly string[] {
  return [...linesOf(steps), ...stepsTwice(steps)];
}

function linesOf(steps: readonly LiveStep[]): string[] {
  return steps.slice(1).flatMap(({ oid, parents }, index) => {
    const isNext = parents.length === 2 && parents[0] === steps[index]?.oid;
    return isNext ? [] : [`${oid} does not stand on the live commit before it`];
  });
}

function stepsTwice(steps: readonly LiveStep[]): string[] {
  const faults: string[] = [];
  const intents = new Set<string>();
  let weight = 0;
  let isLowered = false;
  for (const { subject, parents } of steps) {
    const raised = /^Raise .* to ([\d.]+) %$/.exec(subject)?.[1];
    if (/^(Accept|Adopt) /.test(subject)) {
      const intent = parents.at(-1) ?? '';
      if (intents.has(intent)) faults.push(`${subject}: twice`);
      intents.add(intent);
      weight = 0;
      isLowered = false;
    } else if (raised !== undefined) {
      if (Number(raised) <= weight) faults.push(`${subject}: it was at ${weight} % already`);
      if (isLowered) faults.push(`${subject}: it had been lowered`);
      weight = Number(raised);
    } else if (subject.startsWith('Lower ')) {
      if (isLowered) faults.push(`${subject}: twice`);
      isLowered = true;
    } else if (subject.startsWith('Promote ')) {
      if (isLowered || weight !== 100) faults.push(`${subject}: it was at ${weight} %`);
      weight = 0;
    } else {
      faults.push(`${subject}: nothing asked for it`);
    }
  }
  return faults;
}
