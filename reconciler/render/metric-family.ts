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

/** Empty where there is no sample: a name that says nothing is not announced. */
export function familyText({ name, type, help, samples }: Family): string {
  if (samples.length === 0) return '';
  const lines = samples.map(({ labels, value }) => `${name}${labelsText(labels)} ${numberText(value)}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${labelValue(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Names of routes may hold anything; a line's end would be a metric of their own making. */
function labelValue(text: string): string {
  return text.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}
