import { toRegExp } from './regex-syntax.ts';
import { array, asInteger, asText, text, type Builtin, type Value } from './value.ts';

const replace: Builtin = (base, pattern, replacement) => {
  const subject = asText(base);
  const template = asText(replacement);
  const expression = compiled(pattern);
  if (subject === null || template === null || expression === null) return null;
  let out = '';
  let end = 0;
  for (const match of allMatches(expression, subject)) {
    out += subject.slice(end, match.index) + expand(template, match);
    end = match.index + match[0].length;
  }
  return text(out + subject.slice(end));
};

const split: Builtin = (pattern, base) => {
  const subject = asText(base);
  const expression = compiled(pattern);
  if (subject === null || expression === null) return null;
  if (subject === '' && asText(pattern) !== '') return array([text('')]);
  const parts: Value[] = [];
  let begin = 0;
  let end = 0;
  for (const match of allMatches(expression, subject)) {
    end = match.index;
    const next = end + match[0].length;
    if (next !== 0) parts.push(text(subject.slice(begin, end)));
    begin = next;
  }
  if (end !== subject.length) parts.push(text(subject.slice(begin)));
  return array(parts);
};

/** A negative count finds all. */
const findN: Builtin = (pattern, base, count) => {
  const subject = asText(base);
  const most = asInteger(count);
  const expression = compiled(pattern);
  if (subject === null || most === null || expression === null) return null;
  const found = allMatches(expression, subject);
  return array((most < 0 ? found : found.slice(0, most)).map((match) => text(match[0])));
};

function compiled(pattern: Value | undefined): RegExp | null {
  const source = asText(pattern);
  return source === null ? null : toRegExp(source);
}

/** As Go finds them: an empty match right behind another does not count. */
function allMatches(expression: RegExp, subject: string): readonly RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  let end = -1;
  for (const match of subject.matchAll(expression)) {
    if (match[0] === '' && match.index === end) continue;
    end = match.index + match[0].length;
    found.push(match);
  }
  return found;
}

/** Go's templates: `$1`, `${1}`, `$name`, `$$`; a name is as long as it can be, and an unknown one is empty. */
function expand(template: string, match: RegExpExecArray): string {
  return template.replaceAll(/\$(?:(\$)|(\w+)|\{(\w+)\})/g, (_, dollar: string, bare: string, braced: string) => {
    if (dollar !== undefined) return '$';
    const name = bare ?? braced;
    return (/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? '';
  });
}

export const regex = {
  'regex.replace': replace,
  'regex.split': split,
  'regex.find_n': findN,
} satisfies Record<string, Builtin>;
