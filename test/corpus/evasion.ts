/** Files that hide a fault from careless readers: each holds a route to a host that is not there, or is refused whole. */

export interface Evasion {
  readonly name: string;
  readonly file: string;
  readonly bytes: string | Buffer;
}

const good = `apiVersion: v1
kind: Service
metadata: {name: fine, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
`;
const bad = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: hidden, namespace: shop}
spec:
  hosts: [hidden.example.com]
  http:
  - route:
    - destination: {host: gone.example.com}
`;
const json = JSON.stringify({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'hidden', namespace: 'shop' },
  spec: { hosts: ['hidden.example.com'], http: [{ route: [{ destination: { host: 'gone.example.com' } }] }] },
});

function indented(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}

/** The same object by another way to write one of its parts. */
function written(from: string | RegExp, to: string): string {
  return bad.replace(from, to);
}

const host = 'host: gone.example.com';
const kind = 'kind: VirtualService';

const separators: Readonly<Record<string, string>> = {
  'a plain separator': `${good}---\n${bad}`,
  'a separator with a comment': `${good}--- # and now\n${bad}`,
  'a separator with a space': `${good}--- \n${bad}`,
  'a separator with a tab': `${good}---\t\n${bad}`,
  'two separators': `${good}---\n---\n${bad}`,
  'an end, then a separator': `${good}...\n---\n${bad}`,
  'an end alone': `${good}...\n${bad}`,
  'an end with a comment': `${good}... # over\n${bad}`,
  'a separator at the very start': `---\n${bad}`,
  'a separator at the very end': `${bad}---`,
  'a comment that looks like a separator': `${good}# ---\n---\n${bad}`,
  'a separator with CR': `${good}---\r\n${bad}`,
  'CRLF everywhere': `${good}---\n${bad}`.replaceAll('\n', '\r\n'),
  'CR alone everywhere': bad.replaceAll('\n', '\r'),
  'empty documents between': `---\n\n---\n# nothing\n---\n${bad}---\n`,
  'a document on the line of its separator': `${good}--- ${json}\n`,
  'a byte order mark': `\uFEFF${bad}`,
  'a byte order mark behind a separator': `${good}---\n\uFEFF${bad}`,
  'trailing blanks': bad.replaceAll('\n', '   \n'),
};

const neighbours: Readonly<Record<string, string>> = {
  'a neighbour that is no YAML': `kind: [\n---\n${bad}`,
  'a neighbour after it that is no YAML': `${bad}---\nkind: [\n`,
  'a neighbour with an open quote': `a: "open\n---\n${bad}`,
  'a neighbour with an open quote after it': `${bad}---\na: "open\n`,
  'a neighbour that is indented by tabs': `a:\n\tb: 1\n---\n${bad}`,
  'a neighbour that is a text': `just words\n---\n${bad}`,
  'a neighbour that is a list': `- 1\n---\n${bad}`,
  'a neighbour without a kind': `apiVersion: v1\n---\n${bad}`,
  'a neighbour of an unknown kind': `apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: x}\n---\n${bad}`,
  'a neighbour with a directive': `%YAML 1.1\n---\na: 1\n---\n${bad}`,
  'a neighbour with an alias to nothing': `a: *nowhere\n---\n${bad}`,
};

const lists: Readonly<Record<string, string>> = {
  'in a List': `apiVersion: v1\nkind: List\nitems:\n${indented(bad, '  ').replace('  ', '- ')}`,
  'in a List behind a fine one': `apiVersion: v1\nkind: List\nitems:\n${indented(good, '  ').replace('  ', '- ')}${indented(bad, '  ').replace('  ', '- ')}`,
  'in a List of Lists': `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n${indented(bad, '    ').replace('    ', '  - ')}`,
  'in a List with a null': `apiVersion: v1\nkind: List\nitems:\n- null\n- ${json}\n`,
  'in a list of its own kind': `apiVersion: networking.istio.io/v1\nkind: VirtualServiceList\nitems:\n- ${json}\n`,
  'in a list of its own kind, unnamed': `apiVersion: networking.istio.io/v1\nkind: VirtualServiceList\nitems:\n- ${json.replace(/"apiVersion":"[^"]*","kind":"[^"]*",/, '')}\n`,
  'in a List whose items come first': `items:\n- ${json}\nkind: List\napiVersion: v1\n`,
};

const keys: Readonly<Record<string, string>> = {
  'the kind twice, the other last': `${bad}kind: Other\n`,
  'the kind twice, the other first': `kind: Other\n${bad}`,
  'the kind twice, once in quotes': `${bad}"kind": Other\n`,
  'the kind twice, once escaped': `${bad}"\\u006bind": Other\n`,
  'the spec twice': `${bad}spec: {hosts: [hidden.example.com], http: []}\n`,
  'the host twice in flow': written(host, 'host: gone.example.com, host: fine'),
  'the metadata twice': `${bad}metadata: {name: other}\n`,
  'keys in quotes': written(/^(\w+):/gm, '"$1":'),
  'keys with escapes': written('kind:', '"k\\x69nd":'),
  'keys with question marks': written(kind, '? kind\n: VirtualService'),
  'a merge key': `base: &base {host: gone.example.com}\n${written(`{${host}}`, '{<<: *base}')}`,
  'a merge of the whole': `${bad.replace('spec:', 'x: &x')}<<: *x\n`,
};

const values: Readonly<Record<string, string>> = {
  'a host by an alias': `${written(host, 'host: *h').replace('metadata: {', 'metadata: {annotations: {a: &h gone.example.com}, ')}`,
  'a host in single quotes': written(host, "host: 'gone.example.com'"),
  'a host with escapes': written(host, 'host: "g\\x6fne.example.com"'),
  'a host with a tag': written(host, 'host: !!str gone.example.com'),
  'a host with a verbatim tag': written(host, 'host: !<tag:yaml.org,2002:str> gone.example.com'),
  'a host in binary': written(host, 'host: !!binary Z29uZS5leGFtcGxlLmNvbQ=='),
  'a host with a tag of its own': written(host, 'host: !env HOST'),
  'a host that is folded': written(`{${host}}`, '\n        host: >-\n          gone.example.com'),
  'a host that is literal': written(`{${host}}`, '\n        host: |-\n          gone.example.com'),
  'a host over two lines': written(host, 'host: "gone.exam\\\n      ple.com"'),
  'a host with an anchor': written(host, 'host: &x gone.example.com'),
  'a kind that is literal': written(kind, 'kind: |-\n  VirtualService'),
  'a kind behind comments': written(kind, `kind: # ${'x'.repeat(5_000)}\n  VirtualService`),
  'no name but a prefix of one': written('name: hidden', 'generateName: hidden-'),
  'a weight in octal': written(`{${host}}`, `{${host}}\n      weight: 0o144`),
  'a weight with underscores': written(`{${host}}`, `{${host}}\n      weight: 1_00`),
  'a yes that is a boolean': written('hosts:', 'x: yes\n  hosts:'),
  'an older version': written('/v1\n', '/v1alpha3\n'),
  'flow alone': json,
  'flow over many lines': JSON.stringify(JSON.parse(json), null, 4),
};

const jsons: Readonly<Record<string, string>> = {
  'JSON with a key twice': json.replace('{"host"', '{"host":"fine","host"'),
  'JSON with the kind twice': json.replace(/}$/, ',"kind":"Other"}'),
  'JSON in lines': `{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"x"}}\n${json}\n`,
  'JSON with a comma too many': json.replace(/}$/, ',}'),
  'JSON with comments': `// not JSON\n${json}`,
  'JSON with a number that is none': json.replace('"http"', '"x":NaN,"http"'),
};

const encodings: readonly Evasion[] = [
  { name: 'UTF-16', file: 'x.yaml', bytes: Buffer.from(`\uFEFF${bad}`, 'utf16le') },
  { name: 'a NUL', file: 'x.yaml', bytes: `${bad}\0` },
  { name: 'a byte that is no UTF-8', file: 'x.yaml', bytes: Buffer.concat([Buffer.from(bad), Buffer.from([0xff])]) },
  { name: 'a file name with spaces', file: 'a b/ x .yaml', bytes: bad },
  { name: 'a file name with .yml', file: 'x.yml', bytes: bad },
  { name: 'a file name with a line break', file: 'a\nb.yaml', bytes: bad },
];

function all(file: string, texts: Readonly<Record<string, string>>): readonly Evasion[] {
  return Object.entries(texts).map(([name, bytes]) => ({ name, file, bytes }));
}

/** Beside each the repository has nothing else. */
export const evasions: readonly Evasion[] = [
  ...[separators, neighbours, lists, keys, values].flatMap((texts) => all('x.yaml', texts)),
  ...all('x.json', jsons),
  ...encodings,
];
