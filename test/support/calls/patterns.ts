import { array, number, text, type Value } from '../../../reconciler/opa/builtins/value.ts';
import { anyValue, type MakeOperands, mutated, numberText, pick, type Random, some, whole, word } from './random.ts';

const atoms = [
  'a',
  'b',
  '[a-c]',
  '[^b]',
  '.',
  '\\d',
  '\\w',
  '\\s',
  'ab',
  '(a|b)',
  '(?:foo|bar)',
  '€',
  '[[:alpha:]]',
  '\\pL',
  '^',
  '$',
  '\\.',
];
const times = ['', '', '', '*', '+', '?', '{2}', '{1,2}', '*?'];

function pattern(random: Random): string {
  const flags = pick(random, ['', '', '', '(?i)', '(?s)', '(?m)']);
  const parts = some(random, 4, () => {
    const atom = pick(random, atoms);
    return atom === '^' || atom === '$' ? atom : atom + pick(random, times);
  });
  return flags + parts.join('');
}

function subject(random: Random): string {
  return some(random, 4, () => pick(random, ['a', 'b', 'ab', 'foo', 'bar', '12', ' ', 'é', '€', 'A.b', '\n'])).join('');
}

function glob(random: Random): string {
  const parts = some(
    random,
    4,
    () => pick(random, ['a', 'b', '.', '[a-c]', '[bc]', '\\.', 'x']) + pick(random, ['', '', '*', '+']),
  );
  return mutated(random, parts.join(''), 0.1);
}

function template(random: Random): string {
  const parts = some(random, 3, () => pick(random, ['urn:', 'a', '{.*}', '{[a-z]+}', '{a|b}', '.', '{\\d{2}}', ':']));
  return mutated(random, parts.join(''), 0.1);
}

const verbs = Array.from('vdsqxXtTeEfgGcUbo');

function directive(random: Random): string {
  const flags = some(random, 2, () => pick(random, Array.from('+- 0'))).join('');
  const width = pick(random, ['', '', '5', '12']);
  const precision = pick(random, ['', '', '.2', '.0']);
  return `%${flags}${width}${precision}${pick(random, verbs)}`;
}

function format(random: Random): string {
  return some(random, 4, () => (random() < 0.6 ? directive(random) : pick(random, ['a', ' ', '%%', ': ', 'é']))).join(
    '',
  );
}

function printed(random: Random): Value {
  return random() < 0.4 ? { kind: 'number', text: numberText(random) } : anyValue(random, 1);
}

const placeholders = [
  '{{.a}}',
  '{{.b.c}}',
  '{{if .a}}yes{{else}}no{{end}}',
  '{{range .l}}<{{.}}>{{end}}',
  '{{range $i, $v := .l}}{{if $i}},{{end}}{{$i}}={{$v}}{{else}}none{{end}}',
  '{{with .b}}{{.c}}{{end}}',
  '{{len .l}}',
  '{{- .a -}}',
  '{{/* note */}}',
  '{{if eq .s "x"}}x{{else if not .n}}n{{end}}',
  '{{$v := .s}}{{$v}}',
  '{{.l}}',
  '{{.b}}',
  '{{printf "%s-%s" .s .a}}',
  '{{or .n .s}}',
  '{{and .a .s}}',
  '{{.none.deeper}}',
];

function templateText(random: Random): string {
  return some(random, 4, () =>
    random() < 0.7 ? pick(random, placeholders) : pick(random, [' ', 'text', '\n', '}']),
  ).join('');
}

function variables(random: Random): Value {
  const list = array(some(random, 3, () => (random() < 0.5 ? text(word(random)) : number(whole(random, 0, 9)))));
  const entries = [
    [text('a'), random() < 0.5 ? number(whole(random, 0, 3)) : { kind: 'boolean', value: random() < 0.5 }],
    [text('b'), { kind: 'object', entries: [[text('c'), text('deep')]] }],
    [text('l'), list],
    [text('n'), { kind: 'null' }],
    [text('s'), text(pick(random, ['x', '', 'y']))],
  ] as const satisfies readonly (readonly [Value, Value])[];
  return { kind: 'object', entries: entries.filter(() => random() < 0.85) };
}

export const patternCalls: Readonly<Record<string, MakeOperands>> = {
  'regex.replace': (random) => [
    text(subject(random)),
    text(pattern(random)),
    text(pick(random, ['<$0>', '$1x', '-', ''])),
  ],
  'regex.split': (random) => [text(pattern(random)), text(subject(random))],
  'regex.find_n': (random) => [text(pattern(random)), text(subject(random)), number(whole(random, -1, 2))],
  'regex.template_match': (random) => [text(template(random)), text(subject(random)), text('{'), text('}')],
  'regex.globs_match': (random) => [text(glob(random)), text(glob(random))],
  'glob.quote_meta': (random) => [text(pick(random, ['*.a', 'a?b', '[x]{y}', word(random)]))],
  sprintf: (random) => [text(format(random)), array(some(random, 4, () => printed(random)))],
  'strings.render_template': (random) => [text(templateText(random)), variables(random)],
};
