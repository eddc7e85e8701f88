/** As much of PromQL as it takes to fill in variables and to find what a query looks at. */

import { fill } from './query-variables.ts';

interface Token {
  readonly kind: 'comment' | 'string' | 'variable' | 'word' | 'number' | 'space' | 'sign';
  readonly text: string;
}

const tokenPattern =
  /(?<comment>#[^\n]*)|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)|(?<variable>\$[A-Za-z_]+)|(?<word>[A-Za-z_:][\w:]*)|(?<number>\.?\d[\w.]*)|(?<space>\s+)|(?<sign>[\s\S])/g;
const kinds = ['comment', 'string', 'variable', 'word', 'number', 'space'] as const;

function tokensOf(query: string): readonly Token[] {
  return [...query.matchAll(tokenPattern)].map(({ 0: text, groups }) => ({
    kind: kinds.find((kind) => groups?.[kind] !== undefined) ?? 'sign',
    text,
  }));
}

/**
 * Fills in the variables: escaped in a string, bare elsewhere, where only a name can stand. Null when a value would
 * mean something else there than itself.
 */
export function fillPromql(query: string, valueOf: (name: string) => string | null): string | null {
  let sound = true;
  const filled = tokensOf(query).map(({ kind, text }) => {
    switch (kind) {
      case 'string':
        return fill(text, (name) => {
          const value = valueOf(name);
          if (value === null) return null;
          const quote = text.charAt(0);
          sound &&= quote !== '`' || !value.includes('`');
          return quote === '`' ? value : escaped(value, quote);
        });
      case 'variable': {
        const value = valueOf(text.slice(1)) ?? '';
        sound &&= /^[A-Za-z_:][\w:]*$/.test(value);
        return value;
      }
      case 'comment':
      case 'word':
      case 'number':
      case 'space':
      case 'sign':
        return text;
    }
  });
  return sound ? filled.join('') : null;
}

function escaped(value: string, quote: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n');
}

/** Words that a list of label names follows. */
const grouping = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const operators = new Set(['and', 'or', 'unless', 'atan2', 'bool', 'offset', 'inf', 'nan']);

/** The series that a filled query looks at, each as a selector without range and offset; sorted, each once. */
export function selectorsOf(query: string): readonly string[] {
  const tokens = tokensOf(query).filter(({ kind }) => kind !== 'space' && kind !== 'comment');
  const found = new Set<string>();
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    const next = tokens[at + 1]?.text ?? '';
    if (token.text === '[') {
      at = closing(tokens, at, ']');
    } else if (grouping.has(token.text.toLowerCase())) {
      if (next === '(') at = closing(tokens, at + 1, ')');
    } else if (token.text === '{' || isMetric(token, next)) {
      const braces = token.text === '{' ? at : next === '{' ? at + 1 : null;
      const end = braces === null ? at : closing(tokens, braces, '}');
      found.add(
        tokens
          .slice(at, end + 1)
          .map(({ text }) => text)
          .join(''),
      );
      at = end;
    }
  }
  return [...found].sort();
}

/** Neither a function, nor an aggregation before its labels, nor an operator. */
function isMetric({ kind, text }: Token, next: string): boolean {
  if (kind !== 'word' || next === '(') return false;
  return !operators.has(text.toLowerCase()) && !['by', 'without'].includes(next.toLowerCase());
}

function closing(tokens: readonly Token[], from: number, sign: string): number {
  const end = tokens.findIndex(({ text }, index) => index > from && text === sign);
  return end === -1 ? tokens.length - 1 : end;
}
