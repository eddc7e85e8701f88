import { isIPv4, isIPv6 } from 'node:net';
import { toRegExp } from '../regex-syntax.ts';
import { parseTime } from '../time-parse.ts';
import { parseUrl } from '../uri.ts';

const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9])';
const hostname = new RegExp(`^${label}(?:\\.${label})*$`);

const formats: Readonly<Record<string, (source: string) => boolean>> = {
  date: (source) => isTime(source, '2006-01-02'),
  time: (source) => isTime(source, '15:04:05Z07:00', '15:04:05'),
  'date-time': (source) => isTime(source, '15:04:05', '15:04:05Z07:00', '2006-01-02', 'RFC3339'),
  hostname: (source) => hostname.test(source) && source.length < 256,
  email: isMail,
  'idn-email': isMail,
  ipv4: (source) => (isIPv4(source) || isIPv6(source)) && source.includes('.'),
  ipv6: (source) => isIPv6(source) && !source.includes('%'),
  uri: isUri,
  iri: isUri,
  'uri-reference': isReference,
  'iri-reference': isReference,
  'uri-template': (source) => isReference(source) && /^(?:[^{]*(?:\{[^}]*\})?)*$/.test(parseUrl(source)?.path ?? ''),
  uuid: (source) => /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/i.test(source),
  regex: (source) => toRegExp(source) !== null,
  'json-pointer': (source) => /^(?:\/(?:[^~/]|~0|~1)*)*$/.test(source),
  'relative-json-pointer': (source) => /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~0|~1)*)*)$/.test(source),
};

/** Whether a text is in a format; every text is in one that nobody knows. */
export function isInFormat(format: string, source: string): boolean {
  return formats[format]?.(source) ?? true;
}

function isTime(source: string, ...layouts: readonly string[]): boolean {
  return layouts.some((layout) => parseTime(layout, source) !== null);
}

function isUri(source: string): boolean {
  return isReference(source) && (parseUrl(source)?.scheme ?? '') !== '';
}

function isReference(source: string): boolean {
  return parseUrl(source) !== null && !source.includes('\\');
}

/** A bare address; of those with names or quotes it cannot be told here. */
function isMail(source: string): boolean {
  if (/["(<[\\]/.test(source))
    throw new Error(`json.match_schema: whether ${source} is an address cannot be told here`);
  const atom = "[\\w!#$%&'*+/=?^`{|}~\\u0080-\\uffff-]+";
  return new RegExp(`^\\s*${atom}(?:\\.${atom})*@${atom}(?:\\.${atom})*\\s*$`).test(source);
}
