import { findingsText, type TextOptions } from './findings.ts';
import { paintFor, type Paint } from './paint.ts';
import { jsonText, printable } from './printable.ts';
import { instant, ratioPercent, shortOid, span } from './quantity.ts';
import type { BudgetStatus, ProxyStatus, Status } from './status-facts.ts';
import { walkLines } from './status-walk.ts';
import { tableLines } from './table.ts';

/** The status for people; fits 80 columns but for long names and words. `now` is in ms since the epoch. */
export function statusText(
  status: Status,
  sources: ReadonlyMap<string, string>,
  options: TextOptions & { readonly now: number },
): string {
  const paint = paintFor(options.colour);
  const { budgets, walks } = status;
  const parts = [
    headLines(status, options.now, paint),
    walks.length === 0 ? ['no walk is under way'] : walks.flatMap((walk) => walkLines(walk, options.now, paint)),
    ...(budgets.length === 0 ? [] : [budgetLines(budgets, paint)]),
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

function headLines(status: Status, now: number, paint: Paint): readonly string[] {
  const live = status.commit === null ? 'nothing yet' : shortOid(printable(status.commit));
  const intent = status.intent === null ? 'none accepted' : shortOid(printable(status.intent));
  const { frozen } = status;
  const ice =
    frozen === null
      ? []
      : [
          `${paint.yellow('frozen')}   by ${printable(frozen.by)} for ${span(now - frozen.since)}: ${printable(frozen.reason)}`,
        ];
  return [
    `${paint.bold('cluster')}  ${printable(status.cluster)}`,
    `${paint.bold('live')}     ${live}`,
    `${paint.bold('intent')}   ${intent}`,
    ...ice,
  ];
}

/** `shop/checkout 99.9% over 30d: 12% of the error budget spent, 88% left`. */
function budgetLines(budgets: readonly BudgetStatus[], paint: Paint): readonly string[] {
  return budgets.map(({ slo, objective, windowMs, spent }) => {
    const head = `${paint.bold('budget')}   ${printable(slo)} ${ratioPercent(objective, 1)} over ${span(windowMs)}`;
    const left = spent > 1 ? paint.red('nothing left') : `${ratioPercent(1 - spent, 1)} left`;
    return `${head}: ${ratioPercent(spent, 1)} of the error budget spent, ${left}`;
  });
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
