/** How the budget of a false alarm is shared among the steps of a walk. */

/** Which part of it a step brings: that of the first, of a later one, or none since it had it before. */
export type StepPart = 'none' | 'first' | 'later';

/** 0.75 of the budget comes with steps: most of it with the first, the rest with the later ones, each once. */
export function shareOf(part: StepPart, steps: number): number {
  switch (part) {
    case 'none':
      return 0;
    case 'first':
      return steps === 1 ? 0.75 : 0.5;
    case 'later':
      return steps === 1 ? 0 : 0.25 / (steps - 1);
  }
}

export function partOf(weightsSeen: readonly number[], weight: number): StepPart {
  if (weight <= 0 || weightsSeen.includes(weight)) return 'none';
  return weightsSeen.length === 0 ? 'first' : 'later';
}
