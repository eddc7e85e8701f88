import type { Finding } from '../../policies/finding.ts';
import { findingsText, type TextOptions } from './findings.ts';
import { paintFor, type Paint } from './paint.ts';
import { jsonText, printable } from './printable.ts';
import { bar, instant, percent, plural, ratioPercent, shortOid, span } from './quantity.ts';
import { tableLines } from './table.ts';

/** What runs now: walks and proxies. */
export interface Status {
  readonly cluster: string;
  /** The live commit that is served; null before the first. */
  readonly commit: string | null;
  /** The intent accepted last. */
  readonly intent: string | null;
  readonly walks: readonly WalkStatus[];
  readonly proxies: readonly ProxyStatus[];
  readonly findings: readonly Finding[];
}

export interface WalkStatus {
  /** T. */
  readonly target: string;
  readonly phase: 'Progressing' | 'Held' | 'Rejected';
  /** Why it is Held or Rejected, or what it waits for; empty when there is nothing to say. */
  readonly reason: string;
  /** Parts per million of the way from home to what the intent asks. */
  readonly s: number;
  /** Parts per million that the raised destinations get. */
  readonly weight: number;
  /** The weight of the next step; null at the last. */
  readonly next: number | null;
  /** ms since the epoch. */
  readonly since: number;
  readonly canary: Tally;
  readonly stable: Tally;
}

/** Answers counted at the present step. */
export interface Tally {
  readonly good: number;
  readonly total: number;
}

export interface ProxyStatus {
  readonly name: string;
  readonly state: 'current' | 'behind' | 'broken' | 'stale';
  /** The live commit that it runs in full; null before the first. */
  readonly commit: string | null;
  /** Why it is broken; empty when it isn't. */
  readonly reason: string;
}

/** The status for people; fits 80 columns but for long names. `now` is in ms since the epoch. */
export function statusText(
  status: Status,
  sources: ReadonlyMap<string, string>,
  options: TextOptions & { readonly now: number },
): string {
  const paint = paintFor(options.colour);
  const parts = [
    headLines(status, paint),
    status.walks.length === 0
      ? ['no walk is under way']
      : status.walks.flatMap((walk) => walkLines(walk, options.now, paint)),
    proxyLines(status.proxies, paint),
  ];
  const body = parts.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
  return status.findings.length === 0 ? body : `${body}\n${findingsText(status.findings, sources, options)}`;
}

/** The status for programs; times are ISO 8601. */
export function statusJson(status: Status): string {
  const walks = status.walks.map((walk) => ({ ...walk, since: instant(walk.since) }));
  return `${jsonText({ version: 1, ...status, walks })}\n`;
}

function headLines(status: Status, paint: Paint): readonly string[] {
  const live = status.commit === null ? 'nothing yet' : shortOid(printable(status.commit));
  const intent = status.intent === null ? 'none accepted' : shortOid(printable(status.intent));
  return [
    `${paint.bold('cluster')}  ${printable(status.cluster)}`,
    `${paint.bold('live')}     ${live}`,
    `${paint.bold('intent')}   ${intent}`,
  ];
}

function walkLines(walk: WalkStatus, now: number, paint: Paint): readonly string[] {
  const next = walk.next === null || walk.phase !== 'Progressing' ? '' : `, then ${percent(walk.next)}`;
  const reason = walk.reason === '' ? '' : ` ${printable(walk.reason)}`;
  const phase = phasePaint(walk.phase, paint)(walk.phase);
  return [
    `${paint.bold(printable(walk.target))} ${phase}${reason}`,
    `  ${bar(walk.weight, 20)} ${percent(walk.weight)}${next}, for ${span(now - walk.since)}`,
    `  canary ${tallyText(walk.canary)}, stable ${tallyText(walk.stable)}`,
  ];
}

function phasePaint(phase: WalkStatus['phase'], paint: Paint): (text: string) => string {
  switch (phase) {
    case 'Progressing':
      return paint.green;
    case 'Held':
      return paint.yellow;
    case 'Rejected':
      return paint.red;
  }
}

function tallyText(tally: Tally): string {
  if (tally.total === 0) return 'no requests yet';
  return `${plural(tally.total, 'request')} ${ratioPercent(tally.total - tally.good, tally.total)} errors`;
}

function proxyLines(proxies: readonly ProxyStatus[], paint: Paint): readonly string[] {
  if (proxies.length === 0) return ['no proxy is connected'];
  const columns = [{ heading: 'PROXY' }, { heading: 'STATE' }, { heading: 'RUNS' }, { heading: '' }];
  const rows = proxies.map((proxy) => [
    printable(proxy.name),
    proxy.state,
    proxy.commit === null ? '–' : shortOid(printable(proxy.commit)),
    printable(proxy.reason),
  ]);
  const [head = '', ...lines] = tableLines(columns, rows);
  return [paint.dim(head), ...lines];
}
