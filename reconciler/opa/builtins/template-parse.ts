/** Go's text templates, as far as they are served: texts, pipelines, `if`, `range` and `with`. */

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipeline: Pipeline }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipeline: Pipeline;
      readonly body: Nodes;
      readonly otherwise: Nodes;
    }
  | { readonly kind: 'break' | 'continue' };

export type Nodes = readonly Node[];

export interface Pipeline {
  /** Variables that take its value: one, or two of a `range`. */
  readonly variables: readonly string[];
  /** `:=` makes them, `=` changes them. */
  readonly declares: boolean;
  /** Each command takes the value of the one before as its last operand. */
  readonly commands: readonly (readonly Operand[])[];
}

export type Operand =
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  | { readonly kind: 'function'; readonly name: string }
  /** The dot, a variable or a pipeline, and the fields that are taken of it. */
  | {
      readonly kind: 'chain';
      readonly root: '.' | Pipeline | { readonly variable: string };
      readonly fields: readonly string[];
    };

/** The template does not parse: undefined, as in OPA. */
export class TemplateError extends Error {}

interface Action {
  readonly text: string;
  readonly tokens: readonly string[] | null;
}

const action = /\{\{(-[ \t\r\n])?([^"`]*?(?:(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`)[^"`]*?)*?)([ \t\r\n]-)?\}\}/g;
const token =
  /[ \t\r\n]+|"(?:[^"\\\n]|\\.)*"|`[^`]*`|:=|[=|(),]|\$\w*|\.[A-Za-z_]\w*|\.(?![\w.])|[+-]?\d[\w.]*|[A-Za-z_]\w*/y;

export function parseTemplate(source: string): Nodes {
  const cursor: Cursor = { actions: actionsOf(source), at: 0 };
  const [nodes, end] = parseNodes(cursor);
  if (end !== null) throw new TemplateError(`unexpected {{${end}}}`);
  return nodes;
}

interface Cursor {
  readonly actions: readonly Action[];
  at: number;
}

function actionsOf(source: string): readonly Action[] {
  const actions: Action[] = [];
  let end = 0;
  let trims = false;
  const addText = (text: string): void => {
    const kept = trims ? text.replace(/^[ \t\r\n]+/, '') : text;
    if (kept.includes('{{')) throw new TemplateError('unclosed action');
    actions.push({ text: kept, tokens: null });
  };
  for (const match of source.matchAll(action)) {
    const text = source.slice(end, match.index);
    addText(match[1] === undefined ? text : text.replace(/[ \t\r\n]+$/, ''));
    end = match.index + match[0].length;
    trims = match[3] !== undefined;
    const body = match[2] ?? '';
    if (!/^\/\*[\s\S]*\*\/$/.test(body)) actions.push({ text: '', tokens: tokensOf(body) });
  }
  addText(source.slice(end));
  return actions;
}

function tokensOf(body: string): readonly string[] {
  const tokens: string[] = [];
  for (let at = 0; at < body.length; at = token.lastIndex) {
    token.lastIndex = at;
    const [found] = token.exec(body) ?? [];
    if (found === undefined) throw new TemplateError(`unexpected ${body.slice(at)}`);
    // A space tells the fields of a chain from an operand of its own.
    tokens.push(/^[ \t\r\n]/.test(found) ? ' ' : found);
  }
  return tokens;
}

/** The nodes up to `end` or `else`, and which of them it was. */
function parseNodes(cursor: Cursor): readonly [nodes: Nodes, end: string | null] {
  const nodes: Node[] = [];
  for (;;) {
    const next = cursor.actions[cursor.at];
    cursor.at += 1;
    if (next === undefined) return [nodes, null];
    if (next.tokens === null) {
      nodes.push({ kind: 'text', text: next.text });
      continue;
    }
    const tokens = next.tokens.filter((_, i, all) => all[i] !== ' ' || (i > 0 && i < all.length - 1));
    const [word = '', ...rest] = tokens;
    if (word === 'end' || word === 'else') return [nodes, tokens.join('').replaceAll('\n', ' ').trim() || word];
    if (word === 'if' || word === 'with' || word === 'range') nodes.push(parseBranch(word, rest, cursor));
    else if (word === 'break' || word === 'continue') nodes.push({ kind: word });
    else if (/^(?:define|template|block)$/.test(word))
      throw new Error(`strings.render_template: ${word} is not served`);
    else nodes.push({ kind: 'print', pipeline: parsePipeline(tokens) });
  }
}

function parseBranch(kind: 'if' | 'with' | 'range', tokens: readonly string[], cursor: Cursor): Node {
  const pipeline = parsePipeline(tokens);
  const [body, end] = parseNodes(cursor);
  if (end === 'end') return { kind, pipeline, body, otherwise: [] };
  const again = /^else (if|with) /.exec(end ?? '')?.[1];
  if (again === 'if' || again === 'with') {
    const tokensAgain = (cursor.actions[cursor.at - 1]?.tokens ?? []).filter((each, i) => i > 0 || each !== ' ');
    const otherwise = parseBranch(again, tokensAgain.slice(3), cursor);
    return { kind, pipeline, body, otherwise: [otherwise] };
  }
  if (end !== 'else') throw new TemplateError('unexpected end of the template');
  const [otherwise, last] = parseNodes(cursor);
  if (last !== 'end') throw new TemplateError('unexpected end of the template');
  return { kind, pipeline, body, otherwise };
}

function parsePipeline(tokens: readonly string[]): Pipeline {
  const at = { at: 0 };
  const declared = variablesOf(tokens);
  at.at = declared.length;
  const commands = parseCommands(tokens, at);
  if (at.at < tokens.length) throw new TemplateError(`unexpected ${tokens[at.at]}`);
  return { variables: declared.variables, declares: declared.declares, commands };
}

function variablesOf(tokens: readonly string[]): { variables: readonly string[]; declares: boolean; length: number } {
  const end = tokens.findIndex((each) => each === ':=' || each === '=');
  if (end === -1) return { variables: [], declares: false, length: 0 };
  const variables = tokens.slice(0, end).filter((each) => each !== ' ' && each !== ',');
  if (variables.some((name) => !/^\$\w+$/.test(name))) throw new TemplateError('a variable was expected');
  return { variables, declares: tokens[end] === ':=', length: end + 1 };
}

function parseCommands(tokens: readonly string[], cursor: { at: number }): readonly (readonly Operand[])[] {
  const commands: Operand[][] = [[]];
  for (;;) {
    const next = tokens[cursor.at];
    if (next === ' ') cursor.at += 1;
    else if (next === '|') {
      cursor.at += 1;
      commands.push([]);
    } else if (next === undefined || next === ')') break;
    else commands.at(-1)?.push(parseOperand(tokens, cursor));
  }
  if (commands.some((command) => command.length === 0)) throw new TemplateError('missing value for command');
  return commands;
}

function parseOperand(tokens: readonly string[], cursor: { at: number }): Operand {
  const next = tokens[cursor.at] ?? '';
  cursor.at += 1;
  if (next === '(') {
    const commands = parseCommands(tokens, cursor);
    if (tokens[cursor.at] !== ')') throw new TemplateError('unclosed left paren');
    cursor.at += 1;
    return { kind: 'chain', root: { variables: [], declares: false, commands }, fields: fieldsAt(tokens, cursor) };
  }
  if (next === '.') return { kind: 'chain', root: '.', fields: [] };
  if (next.startsWith('.')) return { kind: 'chain', root: '.', fields: [next.slice(1), ...fieldsAt(tokens, cursor)] };
  if (next.startsWith('$')) return { kind: 'chain', root: { variable: next }, fields: fieldsAt(tokens, cursor) };
  return constantOf(next) ?? { kind: 'function', name: next };
}

function fieldsAt(tokens: readonly string[], cursor: { at: number }): readonly string[] {
  const fields: string[] = [];
  for (let next = tokens[cursor.at]; next !== undefined && /^\.\w/.test(next); next = tokens[cursor.at]) {
    fields.push(next.slice(1));
    cursor.at += 1;
  }
  return fields;
}

function constantOf(source: string): Operand | null {
  if (source.startsWith('`')) return { kind: 'constant', value: source.slice(1, -1) };
  if (source.startsWith('"')) return { kind: 'constant', value: unquoted(source) };
  if (/^[+-]?\d+$/.test(source)) return { kind: 'constant', value: Number(source) };
  if (/^[+-]?\d/.test(source)) throw new Error(`strings.render_template: the number ${source} is not served`);
  const words = new Map<string, boolean | null>([
    ['true', true],
    ['false', false],
    ['nil', null],
  ]);
  const word = words.get(source);
  return word === undefined ? null : { kind: 'constant', value: word };
}

function unquoted(source: string): string {
  try {
    return String(JSON.parse(source.replaceAll('\t', '\\t')));
  } catch {
    throw new Error(`strings.render_template: the text ${source} is not served`);
  }
}
