/** The evidence in a live commit's trailer, read back as far as it is understood: older and newer versions wrote other fields. */

import { isList, isObject, type JsonObject } from '../../policies/json.ts';
import type { Json } from '../../policies/mesh.ts';
import { count } from './quantity.ts';

export interface SaidEvidence {
  /** Name of the verdict. */
  readonly verdict: string;
  /** Of the step, by the item that decided. */
  readonly canary: Bad | null;
  readonly stable: Bad | null;
  /** One for each SLI; empty where the commit names none. */
  readonly items: readonly SaidItem[];
  /** Proxies that had a say, where they were three or more: fewer are no question of names. Sorted. */
  readonly proxies: readonly string[];
  /** Proxies whose word was set aside, by name. */
  readonly odd: readonly string[];
  /** How long every counted proxy had run the weight that was judged, in ms; null where it isn't said. */
  readonly heldMs: number | null;
}

/** Bad answers of all. */
export interface Bad {
  readonly bad: number;
  readonly total: number;
}

export interface SaidItem {
  /** The evidence's key: `errors`, `latency<300ms`. */
  readonly sli: string;
  /** `ratio`, `value`, `burn` or `budget`; empty where it isn't said. */
  readonly of: string;
  readonly says: string;
  readonly canary: Bad | null;
  readonly stable: Bad | null;
  readonly tests: readonly SaidTest[];
  /** Closed blocks of this step; null where it isn't said. */
  readonly blocks: number | null;
  /** The last one that was read, for an SLI that is one number; the part that is spent, for a budget. */
  readonly value: number | null;
}

/** How strong a test speaks, as a factor against chance. */
export interface SaidTest {
  readonly name: 'e1' | 'e2' | 'f';
  /** ln of the factor. */
  readonly log: number;
  /** ln of the factor that decides; null where it isn't said. */
  readonly neededLog: number | null;
}

/** Null for a text that is no evidence. */
export function readEvidence(text: string): SaidEvidence | null {
  const value = parsed(text);
  if (!isObject(value)) return null;
  const canary = badOf(value['canary']);
  const stable = badOf(value['stable']);
  const items = listOf(value['items']).flatMap(itemOf);
  if (canary === null && stable === null && items.length === 0) return null;
  return {
    verdict: textOf(value['verdict']),
    canary: canary ?? items[0]?.canary ?? null,
    stable: stable ?? items[0]?.stable ?? null,
    items,
    proxies: proxiesOf(fieldsOf(value['tape'])),
    odd: namesOf(value['odd']),
    heldMs: numberOf(value['heldMs']),
  };
}

/** `12 of 61 canary answers were errors against 0 of 1,140 of stable`; empty where nothing was counted. */
export function evidenceClause({ verdict, canary, stable, items }: SaidEvidence): string {
  const deciding = items.find((item) => item.says === verdict);
  if (deciding?.of === 'value' && deciding.value !== null) return `the last one was ${deciding.value}`;
  const sli = deciding?.sli ?? items[0]?.sli ?? 'errors';
  return sidesClause(deciding?.canary ?? canary, deciding?.stable ?? stable, badWords(sli));
}

function sidesClause(canary: Bad | null, stable: Bad | null, were: string): string {
  if (canary === null || canary.total === 0) return '';
  const against = stable === null || stable.total === 0 ? '' : ` against ${tallyWords(stable)} of stable`;
  return `${tallyWords(canary)} canary answers ${were}${against}`;
}

/** `canary 12/61 bad, stable 0/1,140`, for a table; empty where nothing was counted. */
export function evidenceShort({ canary, stable }: SaidEvidence): string {
  const side = (name: string, bad: Bad | null): readonly string[] =>
    bad === null || bad.total === 0 ? [] : [`${name} ${count(bad.bad)}/${count(bad.total)} bad`];
  return [...side('canary', canary), ...side('stable', stable)].join(', ');
}

/** What an answer is that counts as bad for an SLI. */
function badWords(sli: string): string {
  if (sli === 'errors') return 'were errors';
  const threshold = /^latency<(.+)$/.exec(sli)?.[1];
  return threshold === undefined ? 'were bad' : `took ${threshold} or longer`;
}

export function tallyWords({ bad, total }: Bad): string {
  return `${count(bad)} of ${count(total)}`;
}

function parsed(text: string): Json {
  try {
    // Every JSON text is a value of this type.
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function itemOf(value: Json): readonly SaidItem[] {
  if (!isObject(value)) return [];
  const sli = textOf(value['key']);
  if (sli === '') return [];
  const logs = fieldsOf(value['tests']);
  const needed = fieldsOf(value['bounds']);
  const tests = (['e1', 'e2', 'f'] as const).flatMap((name): SaidTest[] => {
    const log = numberOf(logs[name]);
    return log === null ? [] : [{ name, log, neededLog: numberOf(needed[name]) }];
  });
  return [
    {
      sli,
      of: textOf(value['of']),
      says: textOf(value['verdict']),
      canary: badOf(value['canary']),
      stable: badOf(value['stable']),
      tests,
      blocks: numberOf(value['blocks']),
      value: numberOf(value['value']),
    },
  ];
}

/** `12/61`: bad answers of all. */
function badOf(value: Json | undefined): Bad | null {
  const parts = /^(\d{1,15})\/(\d{1,15})$/.exec(textOf(value));
  if (parts === null) return null;
  return { bad: Number(parts[1]), total: Number(parts[2]) };
}

function fieldsOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

function proxiesOf(tape: JsonObject): readonly string[] {
  const heard = listOf(tape['items']).map((item) => fieldsOf(fieldsOf(item)['heard']));
  const names = heard.flatMap(({ proxies }) => listOf(proxies).map((proxy) => textOf(listOf(proxy)[0])));
  return [...new Set(names)].filter((name) => name !== '').sort();
}

function namesOf(value: Json | undefined): readonly string[] {
  return listOf(value).filter((name) => typeof name === 'string');
}
