import { isIPv6 } from 'node:net';
import { object } from './json.ts';
import { percentDecoded, percentEncoded } from './percent.ts';
import { asText, boolean, text, type Builtin, type Entry } from './value.ts';

/** `uri.parse`: the parts that are there, read as Go's `net/url` reads them. */
const parseUri: Builtin = (value) => {
  const source = asText(value);
  const parts = source === null ? null : parse(source);
  if (parts === null) return null;
  const entries = Object.entries(parts).filter(([, part]) => part !== '');
  return object(entries.map(([name, part]): Entry => [text(name), text(part)]));
};

const isValid: Builtin = (value) => {
  const source = asText(value) ?? '';
  return boolean(source !== '' && parse(source) !== null);
};

/** Empty where there is nothing. */
interface Parts {
  readonly scheme: string;
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
  readonly raw_path: string;
  readonly raw_query: string;
  readonly fragment: string;
}

const none: Parts = { scheme: '', hostname: '', port: '', path: '', raw_path: '', raw_query: '', fragment: '' };

function parse(source: string): Parts | null {
  const [url, fragmentSource] = cut(source, '#');
  const fragment = percentDecoded(fragmentSource);
  if (fragment === null || /[^\u0020-\u007e\u0080-\uffff]/.test(url)) return null;
  if (url === '*') return { ...none, path: '*', raw_path: '*', fragment };
  if (url.startsWith(':')) return null;
  const scheme = /^([A-Za-z][A-Za-z\d+.-]*):/.exec(url)?.[1] ?? '';
  const afterScheme = scheme === '' ? url : url.slice(scheme.length + 1);
  const [rest, raw_query] = cut(afterScheme, '?');
  const known = { ...none, scheme: scheme.toLowerCase(), raw_query, fragment };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return known;
    if (rest.split('/')[0]?.includes(':')) return null;
  }
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) return withPath(known, rest);
  const [authority] = rest.slice(2).split('/');
  const host = parseAuthority(known.scheme, authority ?? '');
  return host === null ? null : withPath({ ...known, ...splitPort(host) }, rest.slice(2 + (authority ?? '').length));
}

function cut(source: string, separator: string): readonly [before: string, after: string] {
  const at = source.indexOf(separator);
  return at === -1 ? [source, ''] : [source.slice(0, at), source.slice(at + separator.length)];
}

/** The path is told as it was written only where that is not how it would be written. */
function withPath(parts: Parts, source: string): Parts | null {
  const path = percentDecoded(source);
  if (path === null) return null;
  const usual = percentEncoded(path, /[\w\-.~$&+,/:;=@]/);
  return { ...parts, path, raw_path: source === usual ? path : source };
}

/** The host with its port; null when it is malformed, or who is before it. */
function parseAuthority(scheme: string, authority: string): string | null {
  const at = authority.lastIndexOf('@');
  const user = authority.slice(0, Math.max(at, 0));
  if (!/^[\w\-.:~!$&'()*+,;=%@]*$/.test(user) || /%(?![\dA-Fa-f]{2})/.test(user)) return null;
  return parseHost(scheme, authority.slice(at + 1));
}

const port = /^(?::\d*)?$/;

function parseHost(scheme: string, host: string): string | null {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) return null;
  if (bracket === 0) return parseLiteral(host);
  const colon = host.indexOf(':');
  // Databases list hosts with their ports.
  const last = scheme === 'http' || scheme === 'https' ? colon : host.lastIndexOf(':');
  return colon !== -1 && !port.test(host.slice(last)) ? null : hostDecoded(host);
}

/** `[fe80::1%25en0]:80` */
function parseLiteral(host: string): string | null {
  const end = host.lastIndexOf(']');
  if (end === -1 || !port.test(host.slice(end + 1))) return null;
  const inside = host.slice(1, end);
  const zone = inside.indexOf('%25');
  const address = hostDecoded(zone === -1 ? inside : inside.slice(0, zone));
  const scope = zone === -1 ? '' : zoneDecoded(inside.slice(zone));
  if (address === null || scope === null || !isIPv6(address) || scope === '%') return null;
  return `[${address}${scope}]${host.slice(end + 1)}`;
}

/** In a host only bytes beyond ASCII may be encoded, and the percent sign. */
function hostDecoded(source: string): string | null {
  if (/%(?!25)[0-7]/.test(source) || /[^\w\-.~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/.test(source)) return null;
  return percentDecoded(source);
}

function zoneDecoded(source: string): string | null {
  const decoded = percentDecoded(source);
  const rest = source.replaceAll(/%(?:25|20)/g, '');
  const bare = percentDecoded(rest);
  return bare === null || /[^\w\-.~!$&'()*+,;=:[\]<>"\u0080-\uffff]/.test(bare) ? null : decoded;
}

function splitPort(host: string): Pick<Parts, 'hostname' | 'port'> {
  const colon = host.lastIndexOf(':');
  const hasPort = colon !== -1 && port.test(host.slice(colon));
  const name = hasPort ? host.slice(0, colon) : host;
  return {
    hostname: name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name,
    port: hasPort ? host.slice(colon + 1) : '',
  };
}

export const uri = { 'uri.parse': parseUri, 'uri.is_valid': isValid } satisfies Record<string, Builtin>;
