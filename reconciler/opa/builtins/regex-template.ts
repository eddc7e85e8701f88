import { toRegExp } from './regex-syntax.ts';
import { asText, boolean, type Builtin } from './value.ts';

/** `regex.template_match`: a text with regular expressions between two marks, `urn:foo:{.*}`. */
const templateMatch: Builtin = (template, subject, start, end) => {
  const [source, text, open, close] = [template, subject, start, end].map(asText);
  if (typeof source !== 'string' || typeof text !== 'string') return null;
  // A mark is one byte.
  if (!isMark(open) || !isMark(close)) return null;
  const pattern = patternOf(source, open, close);
  const expression = pattern === null ? null : toRegExp(pattern);
  return expression === null ? null : boolean(expression.test(text));
};

function isMark(mark: string | null | undefined): mark is string {
  return typeof mark === 'string' && /^\p{ASCII}$/u.test(mark);
}

/** Null where the marks are not in pairs, or what is between them is no expression. */
function patternOf(source: string, open: string, close: string): string | null {
  let pattern = '^';
  let end = 0;
  let depth = 0;
  let begin = 0;
  for (let at = 0; at < source.length; at += 1) {
    if (source[at] === open) {
      depth += 1;
      if (depth === 1) begin = at;
    } else if (source[at] === close) {
      depth -= 1;
      if (depth < 0) return null;
      if (depth > 0) continue;
      const part = source.slice(begin + 1, at);
      if (toRegExp(`^${part}$`) === null) return null;
      pattern += `${quoted(source.slice(end, begin))}(${part})`;
      end = at + 1;
    }
  }
  return depth === 0 ? `${pattern}${quoted(source.slice(end))}$` : null;
}

function quoted(source: string): string {
  return source.replaceAll(/[\\.+*?()|[\]{}^$]/g, (character) => `\\${character}`);
}

export const regexTemplate = { 'regex.template_match': templateMatch } satisfies Record<string, Builtin>;
