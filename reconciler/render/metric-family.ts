/** Metrics of one name, and how they are written. */

/** All samples of one name. */
export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export function gauge(name: string, help: string, samples: readonly MetricSample[]): Family {
  return { name, type: 'gauge', help, samples };
}

export function counter(name: string, help: string, value: number): Family {
  return { name, type: 'counter', help, samples: [sample(value)] };
}

/** A sample without labels. */
export function sample(value: number | boolean): MetricSample {
  return { labels: {}, value: Number(value) };
}

/** Empty where there is no sample: a name that says nothing is not announced. No list is built on the way. */
export function familyText({ name, type, help, samples }: Family): string {
  if (samples.length === 0) return '';
  let text = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  for (const { labels, value } of samples) text += `${name}${labelsText(labels)} ${numberText(value)}\n`;
  return text;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  let pairs = '';
  for (const name in labels) pairs += `${pairs === '' ? '{' : ','}${name}="${labelValue(labels[name] ?? '')}"`;
  return pairs === '' ? '' : `${pairs}}`;
}

/** What a label's value can't hold as it is; halves of surrogate pairs are no UTF-8. */
const special = /["\\\n\ud800-\udfff]/;

/** Names of routes may hold anything; a line's end would be a metric of their own making. */
function labelValue(text: string): string {
  if (!special.test(text)) return text;
  return text.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}
