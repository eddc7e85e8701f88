import { structuredPatch } from 'diff';
import { compareFindings, type Finding } from '../../policies/finding.ts';
import { countFindings, findingsText, type TextOptions } from './findings.ts';
import { paintFor, type Paint } from './paint.ts';
import { accessLines, type AccessChange } from './plan-access.ts';
import { forecastLines, type PlannedForecast } from './plan-forecast.ts';
import { jsonText, printable } from './printable.ts';
import { percent, plural, shortOid, span } from './quantity.ts';

/** What a change would do: plain data, as `--json` shows it. */
export interface Plan {
  readonly base: string;
  readonly head: string;
  readonly objects: readonly ObjectChange[];
  readonly routes: readonly RouteChange[];
  readonly access: readonly AccessChange[];
  readonly walks: readonly PlannedWalk[];
  readonly findings: readonly Finding[];
}

/** One object as YAML text, before and after; null where it is not there. */
export interface ObjectChange {
  /** `VirtualService shop/checkout` */
  readonly object: string;
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Where the requests of one match go. An empty list: the route is not there. */
export interface RouteChange {
  readonly host: string;
  /** The match in words: `path /api/*, header user-id: 123`; empty for every request. */
  readonly match: string;
  readonly before: readonly PlannedShare[];
  readonly after: readonly PlannedShare[];
}

export interface PlannedShare {
  /** `checkout.shop.svc.cluster.local:80/v2`, or what happens instead of forwarding. */
  readonly destination: string;
  /** Parts per million. */
  readonly share: number;
}

/** A walk that the change starts. */
export interface PlannedWalk {
  /** T. */
  readonly target: string;
  /** The Rollout, as `shop/checkout`. */
  readonly rollout: string;
  readonly steps: readonly { readonly weight: number; readonly holdMs: number }[];
  readonly deadlineMs: number;
  /** One for each rate of traffic, slowest first. */
  readonly forecasts: readonly PlannedForecast[];
}

/** The plan as a job's summary shows it: its text, where nothing in it is a mention, a link or HTML. */
export function planMarkdown(plan: Plan, sources: ReadonlyMap<string, string>): string {
  const text = planText(plan, sources, { colour: false });
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `### What this change does\n\n${fence}text\n${text.trimEnd()}\n${fence}\n`;
}

/** A plan for people: objects as a diff, routes as shares, walks as steps, then the findings. */
export function planText(plan: Plan, sources: ReadonlyMap<string, string>, options: TextOptions): string {
  const paint = paintFor(options.colour);
  const sections = [
    [`plan ${shortOid(printable(plan.base))}..${shortOid(printable(plan.head))}`],
    ...section(
      'objects',
      plan.objects.map((change) => objectLines(change, paint)),
      paint,
    ),
    ...section(
      'routes',
      plan.routes.map((change) => routeLines(change, paint)),
      paint,
    ),
    ...section(
      'access',
      plan.access.map((change) => accessLines(change, paint)),
      paint,
    ),
    ...section(
      'walks',
      plan.walks.map((walk) => walkLines(walk, paint)),
      paint,
    ),
  ];
  const body = sections.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
  const findings = plan.findings.length === 0 ? '' : `\n${findingsText(plan.findings, sources, options)}`;
  return `${body}${findings}${findings === '' ? '\n' : ''}${planSummary(plan)}\n`;
}

/** A plan for programs. */
export function planJson(plan: Plan): string {
  const findings = [...plan.findings].sort(compareFindings);
  return `${jsonText({ version: 1, ...plan, counts: countFindings(findings), findings })}\n`;
}

/** `2 objects, 1 route, 1 walk; 0 errors`: the last line of a plan. */
export function planSummary(plan: Plan): string {
  if (plan.objects.length === 0 && plan.findings.length === 0) return 'changes nothing';
  const changes = [
    plural(plan.objects.length, 'object'),
    plural(plan.routes.length, 'route'),
    plural(plan.walks.length, 'walk'),
  ];
  return `${changes.join(', ')}; ${plural(countFindings(plan.findings).error, 'error')}`;
}

function section(title: string, items: readonly (readonly string[])[], paint: Paint): readonly (readonly string[])[] {
  return items.length === 0 ? [] : [[paint.bold(title), ...items.flat()]];
}

function objectLines(change: ObjectChange, paint: Paint): readonly string[] {
  const verb = change.before === null ? 'added' : change.after === null ? 'removed' : 'changed';
  const head = `  ${verb} ${printable(change.object)} ${paint.dim(`(${printable(change.file)})`)}`;
  const patch = structuredPatch('', '', change.before ?? '', change.after ?? '', '', '', { context: 3 });
  const hunks = patch.hunks.map((hunk) => hunk.lines.filter((line) => !line.startsWith('\\')));
  // Hunks of one object are parted by dots: line numbers of a single object would name no place in its file.
  const lines = hunks.flatMap((hunk, index) => (index === 0 ? hunk : [' ⋮', ...hunk]));
  return [head, ...lines.map((line) => `    ${diffLine(line, paint)}`.trimEnd())];
}

function diffLine(line: string, paint: Paint): string {
  const text = printable(line);
  if (line.startsWith('+')) return paint.green(text);
  if (line.startsWith('-')) return paint.red(text);
  return text;
}

function routeLines(change: RouteChange, paint: Paint): readonly string[] {
  const match = change.match === '' ? 'every request' : printable(change.match);
  const names = [...change.before, ...change.after].map((share) => share.destination);
  const rows = [...new Set(names)].map((name) => {
    const before = shareOf(change.before, name);
    const after = shareOf(change.after, name);
    const row = `    ${printable(name)} ${percent(before)} → ${percent(after)}`;
    if (after > before) return paint.green(row);
    return after < before ? paint.red(row) : row;
  });
  const gone = change.after.length === 0 ? ['    no route is left'] : [];
  return [`  ${printable(change.host)} ${paint.dim(match)}`, ...rows, ...gone];
}

/** Two items may name one destination; the reader wants what it gets in all. */
function shareOf(shares: readonly PlannedShare[], destination: string): number {
  return shares.filter((share) => share.destination === destination).reduce((sum, share) => sum + share.share, 0);
}

function walkLines(walk: PlannedWalk, paint: Paint): readonly string[] {
  // At the whole weight the walk ends: nothing is held there.
  const steps = walk.steps.map((step) =>
    step.holdMs > 0 && step.weight < 1_000_000
      ? `${percent(step.weight)} (${span(step.holdMs)})`
      : percent(step.weight),
  );
  return [
    `  ${printable(walk.target)} by Rollout ${printable(walk.rollout)}`,
    `    ${steps.join(' → ')}, at most ${span(walk.deadlineMs)}`,
    ...forecastLines(walk.forecasts, paint),
  ];
}
