/** One judgement: by the rules that ship, and by each set of own rules that has a say. */

import type { Finding } from '../../policies/finding.ts';
import { rulesInput, type RulesContext } from '../../policies/input.ts';
import type { Loaded } from '../../policies/load.ts';
import type { Waiver } from '../../policies/waiver.ts';
import { neededWaivers } from '../../policies/waiver-use.ts';
import type { RawVerdict, RulesPort } from './ports.ts';
import { verdictFindings } from './verdict-findings.ts';

/** Own rules with their data: path → text. */
export type OwnRules = ReadonlyMap<string, string>;

/** The verdict by each set of own rules. */
export type Judge = (
  context: RulesContext,
  regos: readonly OwnRules[],
  signal: AbortSignal,
) => Promise<readonly RawVerdict[]>;

/** Judges all each time. */
export function wholeJudge(rules: RulesPort): Judge {
  return async (context, regos, signal) => {
    const input = rulesInput(context);
    const verdicts: RawVerdict[] = [];
    for (const rego of regos) verdicts.push(await rules.judge(input, rego, signal));
    return verdicts;
  };
}

export interface Judgement {
  readonly said: readonly Finding[];
  readonly rulesRun: number;
  /** The waivers that something needed. */
  readonly waived: readonly Waiver[];
}

/**
 * The rules and data that a change brings must hold, and so must those that it would take away: they can go by a change of
 * their own. Without accepted ones the change's stand alone.
 */
export function rulesThatJudge(own: OwnRules, accepted: OwnRules | undefined): readonly OwnRules[] {
  const isSame =
    accepted === undefined ||
    (accepted.size === own.size && [...accepted].every(([path, text]) => own.get(path) === text));
  return isSame ? [own] : [own, accepted];
}

export async function judgeByEach(
  regos: readonly OwnRules[],
  context: RulesContext,
  loaded: Loaded,
  judge: Judge,
  signal: AbortSignal,
): Promise<Judgement> {
  const said: Finding[] = [];
  const needed = new Set<Waiver>();
  let rulesRun = 0;
  for (const verdict of await judge(context, regos, signal)) {
    said.push(...verdictFindings(verdict, loaded));
    if (verdict.kind !== 'judged') continue;
    for (const waiver of neededWaivers(context, verdict.violations)) needed.add(waiver);
    rulesRun = Math.max(rulesRun, verdict.rulesRun);
  }
  return { said, rulesRun, waived: [...needed] };
}
