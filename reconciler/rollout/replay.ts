/** Decides again what a live commit says was decided: the very same tests over the blocks that it kept. */

import { canonicalJson } from '../../policies/json.ts';
import type { Json, Rollout } from '../../policies/mesh.ts';
import type { Allowance } from './budget.ts';
import { openEvidence } from './evidence.ts';
import type { EvidenceState, Item, StepState } from './evidence.ts';
import { partCodes } from './item.ts';
import { recordOf } from './record.ts';
import type { Replayed } from './record.ts';
import { replayBurn, replayRatio, replayValue } from './replay-item.ts';
import { isList, isRecord, shaped } from './shape.ts';
import { shareOf } from './stakes.ts';
import { verdict } from './verdict.ts';

/** `record` is what a commit says: anything at all. */
export function replay(rollout: Rollout, record: Json): Replayed {
  const state = isRecord(record) && record['version'] === 1 ? stateOf(rollout, record) : 'no record of version 1';
  if (typeof state === 'string') return { kind: 'fault', reason: state };
  const again = recordOf(state);
  if (again === null || !isRecord(record)) return { kind: 'fault', reason: 'a record of no step' };
  const wrong = differenceOf(record, { ...again, items: [...again.items] });
  if (wrong !== null) return { kind: 'fault', reason: wrong };
  const { weight, heldMs, complete } = again;
  return { kind: 'replayed', verdict: verdict(state), weight, heldMs, complete };
}

function stateOf(rollout: Rollout, record: { readonly [key: string]: Json }): EvidenceState | string {
  const { tape, weight } = record;
  if (!isRecord(tape) || typeof weight !== 'number') return 'no tape';
  const { at, now, stable, part, items, allowance } = tape;
  const stepPart = partCodes.find((each) => each === part);
  if (!isWhole(at) || !isWhole(now) || now < at || stepPart === undefined || typeof stable !== 'boolean') {
    return 'a tape without its step';
  }
  const open = openEvidence(rollout);
  if (!isList(items) || items.length !== open.items.length) return 'a tape of another rollout';
  const step: StepState = {
    weight,
    atMs: at,
    stableHasWeight: stable,
    part: stepPart,
    share: shareOf(stepPart, open.judgedSteps),
    horizonMs: open.horizonMs,
  };
  const replayed: Item[] = [];
  for (const [i, item] of open.items.entries()) {
    const read = replayItem(item, items[i] ?? null, step, open.judgedSteps, now);
    if (typeof read === 'string') return `${item.evidence.key}: ${read}`;
    replayed.push(read);
  }
  const allowed = allowanceIn(allowance ?? null);
  if (allowed === 'fault') return 'an allowance that is none';
  return { ...open, step, items: replayed, nowMs: now, allowance: allowed };
}

function replayItem(item: Item, tape: Json, step: StepState, steps: number, nowMs: number): Item | string {
  const read = readItem(item, tape, step, steps, nowMs);
  return typeof read !== 'string' && latestOf(read) > nowMs ? 'its tape is of a time after its end' : read;
}

function readItem(item: Item, tape: Json, step: StepState, steps: number, nowMs: number): Item | string {
  if (!isRecord(tape)) return 'nothing recorded';
  switch (item.kind) {
    case 'ratio':
      return replayRatio(item, tape, step, steps);
    case 'value':
      return replayValue(item, tape);
    case 'burn':
      return replayBurn(item, tape, nowMs);
  }
}

/** The last thing that an item has heard or counted. */
function latestOf(item: Item): number {
  const { heardMs, canaryHeardMs, stableHeardMs } = item.heard;
  const countedMs = item.kind === 'ratio' && item.tape !== null ? item.tape.endMs : -Infinity;
  return Math.max(heardMs, canaryHeardMs, stableHeardMs, countedMs);
}

function allowanceIn(json: Json): Allowance | null | 'fault' {
  if (json === null) return null;
  const like: Allowance = { slo: '', objective: 0, windowMs: 0, requests: null };
  return shaped(like, json) ?? 'fault';
}

/** The first thing that the record says and its tape doesn't; null when it is all the same. */
function differenceOf(said: { readonly [key: string]: Json }, again: object): string | null {
  const right = new Map(Object.entries(again));
  for (const key of new Set([...right.keys(), ...Object.keys(said)])) {
    const [theirs, ours] = [textOf(said[key]), textOf(right.get(key))];
    if (theirs !== ours) return `${key} is ${theirs}, by its tape ${ours}`;
  }
  return null;
}

/** Through JSON text, so that what is absent and what is undefined are the same. */
function textOf(value: unknown): string {
  const json: unknown = value === undefined ? null : JSON.parse(JSON.stringify(value));
  // What JSON.parse gives is Json.
  return canonicalJson(json as Json);
}

function isWhole(json: Json | undefined): json is number {
  return typeof json === 'number' && Number.isSafeInteger(json);
}
