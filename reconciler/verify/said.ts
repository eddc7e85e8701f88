/** What a live commit's message says, read back so that the message can be made again from it. */

import { eventOf, type LiveEvent } from '../live/trailers.ts';
import type { Json } from '../../policies/mesh.ts';

export interface Said {
  readonly event: LiveEvent;
  readonly reason: string | null;
  /** By the target as people write it, `shop/checkout#primary`. */
  readonly evidence: ReadonlyMap<string, Json>;
  /** The person who asked for it. */
  readonly by: string | null;
}

/** Reads a message; a string says what is wrong with it. Whether it is the right one is for `messageComplaint`. */
export function readSaid(message: string): Said | string {
  const [subject = '', ...lines] = message.split('\n');
  const event = eventOf(subject);
  if (event === null) return `nothing that Sluice does is called ${JSON.stringify(subject.slice(0, 80))}`;
  const evidence = new Map<string, Json>();
  for (const text of valuesOf(lines, 'Sluice-Evidence')) {
    const at = text.search(/ \{/);
    const record = parseJson(text.slice(at + 1));
    if (at < 0 || record === undefined) return `its evidence can't be read: ${text.slice(0, 80)}`;
    if (evidence.has(text.slice(0, at))) return `it has evidence of ${text.slice(0, at)} twice`;
    evidence.set(text.slice(0, at), record);
  }
  const [reason = null] = valuesOf(lines, 'Sluice-Reason');
  const [by = null] = valuesOf(lines, 'Sluice-By');
  return { event, reason, evidence, by };
}

/** `shop/checkout#primary`, as messages name a target. */
export function shortTarget(target: string): string {
  return target.slice(target.indexOf('/') + 1);
}

function valuesOf(lines: readonly string[], name: string): readonly string[] {
  return lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
