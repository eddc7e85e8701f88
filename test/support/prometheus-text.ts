// A strict reader of Prometheus' text format 0.0.4: what it takes, every reader takes.

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Throws at the first line that breaks a rule: grammar, HELP and TYPE before samples, families in one piece, no series twice. */
export function parsePrometheusText(text: string): readonly Series[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end');
  const done = new Set<string>();
  const seen = new Set<string>();
  const series: Series[] = [];
  let named = '';
  let isTyped = false;
  for (const line of text.split('\n').slice(0, -1)) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\[\\n])+$/.exec(line)?.[1];
    const [, typed, type] = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)$/.exec(line) ?? [];
    if (help !== undefined) {
      if (done.has(help)) throw new Error(`${help} comes twice`);
      done.add(help);
      [named, isTyped] = [help, false];
    } else if (typed !== undefined && type !== undefined) {
      if (named !== typed || isTyped) throw new Error(`TYPE without HELP: ${line}`);
      if ((type === 'counter') !== typed.endsWith('_total')) throw new Error(`${typed} is a ${type}`);
      isTyped = true;
    } else {
      const read = sampleOf(line);
      if (!isTyped || named !== read.name) throw new Error(`out of place: ${line}`);
      const key = JSON.stringify([read.name, Object.entries(read.labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
      if (seen.has(key)) throw new Error(`twice: ${line}`);
      seen.add(key);
      series.push(read);
    }
  }
  return series;
}

const label = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`;
const sampleLine = new RegExp(String.raw`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(${label}(?:,${label})*)\})? (\S+)$`);

function sampleOf(line: string): Series {
  const [, name, labels = '', value = ''] = sampleLine.exec(line) ?? [];
  if (name === undefined) throw new Error(`no sample: ${line}`);
  const pairs = [...labels.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(
    ([, key = '', text = '']) => [key, unescaped(text)] as const,
  );
  if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw new Error(`a label twice: ${line}`);
  return { name, labels: Object.fromEntries(pairs), value: numberOf(value) };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

function numberOf(text: string): number {
  if (text === '+Inf' || text === '-Inf') return text === '+Inf' ? Infinity : -Infinity;
  if (text === 'NaN') return Number.NaN;
  if (!/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)) throw new Error(`no number: ${text}`);
  return Number(text);
}
