import { sprintf } from './sprintf.ts';
import { type Nodes, type Operand, parseTemplate, type Pipeline, TemplateError } from './template-parse.ts';
import { array, asText, number, text, type Builtin, type Entry, type Value } from './value.ts';

/** A value in a template: numbers of the input are texts there, those of the template itself are numbers. */
type Shown = Value | { readonly kind: 'missing' };

const missing: Shown = { kind: 'missing' };

/** `strings.render_template`: what is not there shows as `<undefined>`. */
const renderTemplate: Builtin = (template, variables) => {
  const source = asText(template);
  const data = variables?.kind === 'object' ? plainOf(variables) : null;
  if (source === null || data === null) return null;
  try {
    const scope: Scope = { dot: data, variables: [['$', data]] };
    const { out } = run(parseTemplate(source), scope);
    return text(out.replaceAll('<no value>', '<undefined>'));
  } catch (error) {
    if (error instanceof TemplateError) return null;
    throw error;
  }
};

/** What JSON has, with its numbers as texts; null for a set, or a key that is no text. */
function plainOf(value: Value): Value | null {
  switch (value.kind) {
    case 'number':
      return text(value.text);
    case 'set':
      return null;
    case 'array': {
      const items = value.items.map(plainOf);
      return items.every((item) => item !== null) ? array(items) : null;
    }
    case 'object': {
      const entries: Entry[] = [];
      for (const [key, item] of value.entries) {
        const plain = plainOf(item);
        if (key.kind !== 'string' || plain === null) return null;
        entries.push([key, plain]);
      }
      return { kind: 'object', entries };
    }
    case 'null':
    case 'boolean':
    case 'string':
      return value;
  }
}

interface Scope {
  readonly dot: Shown;
  /** The latest last. */
  readonly variables: [name: string, value: Shown][];
}

interface Ran {
  readonly out: string;
  readonly stop: 'break' | 'continue' | null;
}

function run(nodes: Nodes, outer: Scope): Ran {
  // What is made inside ends with it; what is changed stays changed.
  const scope: Scope = { dot: outer.dot, variables: outer.variables };
  const depth = scope.variables.length;
  let out = '';
  for (const node of nodes) {
    if (node.kind === 'text') out += node.text;
    else if (node.kind === 'print') {
      const value = evaluate(node.pipeline, scope);
      if (node.pipeline.variables.length === 0) out += printed(value);
    } else if (!('pipeline' in node)) return { out, stop: node.kind };
    else {
      const inner: Scope = { dot: scope.dot, variables: [...scope.variables] };
      const ran = node.kind === 'range' ? runRange(node, scope) : runBranch(node, inner);
      out += ran.out;
      if (ran.stop !== null) return { out, stop: ran.stop };
    }
  }
  scope.variables.length = depth;
  return { out, stop: null };
}

interface Branch {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipeline: Pipeline;
  readonly body: Nodes;
  readonly otherwise: Nodes;
}

function runBranch({ kind, pipeline, body, otherwise }: Branch, scope: Scope): Ran {
  const value = evaluate(pipeline, scope);
  if (!isTrue(value)) return run(otherwise, scope);
  return run(body, kind === 'with' ? { ...scope, dot: value } : scope);
}

function runRange({ pipeline, body, otherwise }: Branch, scope: Scope): Ran {
  const value = evaluate({ ...pipeline, variables: [] }, scope);
  const pairs = pairsOf(value);
  if (pairs.length === 0) return run(otherwise, scope);
  let out = '';
  for (const [key, item] of pairs) {
    const names = pipeline.variables;
    const taken = names.length === 2 ? [key, item] : [item];
    const made = names.map((name, i): [string, Shown] => [name, taken[i] ?? missing]);
    const ran = run(body, { dot: item, variables: [...scope.variables, ...made] });
    out += ran.out;
    if (ran.stop === 'break') break;
  }
  return { out, stop: null };
}

function pairsOf(value: Shown): readonly (readonly [key: Shown, item: Shown])[] {
  switch (value.kind) {
    case 'array':
      return value.items.map((item, i) => [number(i), item]);
    case 'object':
      return value.entries;
    case 'missing':
    case 'null':
      return [];
    case 'boolean':
    case 'number':
    case 'string':
    case 'set':
      throw new TemplateError("range can't iterate over it");
  }
}

function evaluate({ variables, declares, commands }: Pipeline, scope: Scope): Shown {
  let value: Shown | null = null;
  for (const command of commands) value = runCommand(command, value, scope);
  const result = value ?? missing;
  for (const name of variables) {
    if (declares) scope.variables.push([name, result]);
    else variable(name, scope)[1] = result;
  }
  return result;
}

function runCommand([first, ...rest]: readonly Operand[], last: Shown | null, scope: Scope): Shown {
  if (first?.kind !== 'function') {
    if (first === undefined || rest.length > 0 || last !== null) throw new TemplateError('no function to call');
    return operandValue(first, scope);
  }
  const operands = rest.map((operand) => operandValue(operand, scope));
  return call(first.name, last === null ? operands : [...operands, last]);
}

function operandValue(operand: Operand, scope: Scope): Shown {
  switch (operand.kind) {
    case 'constant':
      return constant(operand.value);
    case 'function':
      return call(operand.name, []);
    case 'chain': {
      const { root, fields } = operand;
      const start =
        root === '.' ? scope.dot : 'variable' in root ? variable(root.variable, scope)[1] : evaluate(root, scope);
      return fields.reduce(fieldOf, start);
    }
  }
}

function constant(value: string | number | boolean | null): Shown {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return number(value);
  return value === null ? missing : { kind: 'boolean', value };
}

function variable(name: string, { variables }: Scope): [name: string, value: Shown] {
  const found = variables.findLast(([each]) => each === name);
  if (found === undefined) throw new TemplateError(`undefined variable ${name}`);
  return found;
}

function fieldOf(value: Shown, name: string): Shown {
  if (value.kind === 'missing' || value.kind === 'null') return missing;
  if (value.kind !== 'object') throw new TemplateError(`can't evaluate field ${name}`);
  return value.entries.find(([key]) => key.kind === 'string' && key.value === name)?.[1] ?? missing;
}

function isTrue(value: Shown): boolean {
  switch (value.kind) {
    case 'missing':
    case 'null':
      return false;
    case 'boolean':
      return value.value;
    case 'string':
      return value.value !== '';
    case 'number':
      return value.text !== '0';
    case 'array':
    case 'set':
      return value.items.length > 0;
    case 'object':
      return value.entries.length > 0;
  }
}

/** As Go's `fmt.Print` shows it; inside of lists and maps nothing is `<nil>`. */
function printed(value: Shown, inside = false): string {
  switch (value.kind) {
    case 'missing':
    case 'null':
      return inside ? '<nil>' : '<no value>';
    case 'boolean':
      return String(value.value);
    case 'number':
      return value.text;
    case 'string':
      return value.value;
    case 'array':
    case 'set':
      return `[${value.items.map((item) => printed(item, true)).join(' ')}]`;
    case 'object':
      return `map[${value.entries.map(([key, item]) => `${printed(key)}:${printed(item, true)}`).join(' ')}]`;
  }
}

function call(name: string, operands: readonly Shown[]): Shown {
  const [first = missing, second = missing] = operands;
  switch (name) {
    case 'not':
      return constant(!isTrue(first));
    case 'and':
      return operands.find((operand) => !isTrue(operand)) ?? operands.at(-1) ?? missing;
    case 'or':
      return operands.find(isTrue) ?? operands.at(-1) ?? missing;
    case 'len':
      return number(lengthOf(first));
    case 'eq':
      return constant(operands.slice(1).some((operand) => isEqual(first, operand)));
    case 'ne':
      return constant(!isEqual(first, second));
    case 'print':
      return text(operands.map((operand) => printed(operand, true)).join(''));
    case 'printf':
      return printfOf(first, operands.slice(1));
  }
  throw new Error(`strings.render_template: the function ${name} is not served`);
}

function lengthOf(value: Shown): number {
  if (value.kind === 'string') return Buffer.byteLength(value.value);
  if (value.kind === 'array' || value.kind === 'set') return value.items.length;
  if (value.kind === 'object') return value.entries.length;
  throw new TemplateError('len of it is not known');
}

function isEqual(a: Shown, b: Shown): boolean {
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (a.kind !== b.kind || a.kind === 'array' || a.kind === 'object') throw new TemplateError('not comparable');
  return printed(a) === printed(b);
}

function isNothing({ kind }: Shown): boolean {
  return kind === 'missing' || kind === 'null';
}

function printfOf(format: Shown, operands: readonly Shown[]): Shown {
  if (format.kind !== 'string') throw new TemplateError('printf without a format');
  return sprintf(format, array(operands.map(printable))) ?? missing;
}

function printable(operand: Shown): Value {
  if (operand.kind === 'string') return operand;
  throw new Error('strings.render_template: printf of something else than texts and numbers is not served');
}

export const template = { 'strings.render_template': renderTemplate } satisfies Record<string, Builtin>;
