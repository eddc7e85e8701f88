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

/** A URL's parts, as Go's `net/url` takes it apart; empty where there is nothing. */
export interface Url {
  readonly scheme: string;
  /** What follows the scheme of a URL without slashes, such as `mailto:`. */
  readonly opaque: string;
  readonly hasUser: boolean;
  /** With its port. */
  readonly host: string;
  readonly path: string;
  /** The path as it was written, where that is not how it would be. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly fragment: string;
  readonly rawFragment: string;
  /** A question mark with nothing behind it. */
  readonly forceQuery: boolean;
  /** A path right behind the scheme. */
  readonly omitHost: boolean;
}

const none: Url = {
  scheme: '',
  opaque: '',
  hasUser: false,
  host: '',
  path: '',
  rawPath: '',
  rawQuery: '',
  fragment: '',
  rawFragment: '',
  forceQuery: false,
  omitHost: false,
};

function parse(source: string): Readonly<Record<string, string>> | null {
  const url = parseUrl(source);
  if (url === null) return null;
  const { scheme, path, rawPath, rawQuery, fragment } = url;
  return {
    scheme,
    ...splitPort(url.host),
    path,
    raw_path: rawPath === '' ? path : rawPath,
    raw_query: rawQuery,
    fragment,
  };
}

export function parseUrl(source: string): Url | null {
  const [url, fragmentSource] = cut(source, '#');
  const fragment = percentDecoded(fragmentSource);
  if (fragment === null || /[^\u0020-\u007e\u0080-\uffff]/.test(url)) return null;
  const usual = percentEncoded(fragment, /[\w\-.~$&+,/:;=?@!()*]/);
  const withFragment = { ...none, fragment, rawFragment: fragmentSource === usual ? '' : fragmentSource };
  if (url === '*') return { ...withFragment, path: '*' };
  if (url.startsWith(':')) return null;
  const scheme = /^([A-Za-z][A-Za-z\d+.-]*):/.exec(url)?.[1] ?? '';
  const afterScheme = scheme === '' ? url : url.slice(scheme.length + 1);
  const [rest, rawQuery] = cut(afterScheme, '?');
  const forceQuery = rest.length + 1 === afterScheme.length && afterScheme.endsWith('?');
  return parseHierarchy({ ...withFragment, scheme: scheme.toLowerCase(), rawQuery, forceQuery }, rest);
}

function parseHierarchy(known: Url, rest: string): Url | null {
  if (!rest.startsWith('/')) {
    if (known.scheme !== '') return { ...known, opaque: rest };
    if (rest.split('/')[0]?.includes(':')) return null;
  }
  if (!rest.startsWith('//') || (known.scheme === '' && rest.startsWith('///'))) {
    return withPath({ ...known, omitHost: known.scheme !== '' && rest.startsWith('/') }, rest);
  }
  const [authority = ''] = rest.slice(2).split('/');
  const host = parseAuthority(known.scheme, authority);
  if (host === null) return null;
  return withPath({ ...known, host, hasUser: authority.includes('@') }, rest.slice(2 + authority.length));
}

function cut(source: string, separator: string): readonly [before: string, after: string] {
  const at = source.indexOf(separator);
  return at === -1 ? [source, ''] : [source.slice(0, at), source.slice(at + separator.length)];
}

/** The path is told as it was written only where that is not how it would be written. */
function withPath(url: Url, source: string): Url | null {
  const path = percentDecoded(source);
  if (path === null) return null;
  const usual = percentEncoded(path, /[\w\-.~$&+,/:;=@]/);
  return { ...url, path, rawPath: source === usual ? '' : source };
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
  const bare = percentDecoded(source.replaceAll(/%(?:25|20)/g, ''));
  return bare === null || /[^\w\-.~!$&'()*+,;=:[\]<>"\u0080-\uffff]/.test(bare) ? null : percentDecoded(source);
}

function splitPort(host: string): { readonly hostname: string; readonly port: string } {
  const colon = host.lastIndexOf(':');
  const hasPort = colon !== -1 && port.test(host.slice(colon));
  const name = hasPort ? host.slice(0, colon) : host;
  return {
    hostname: name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name,
    port: hasPort ? host.slice(colon + 1) : '',
  };
}

export const uri = { 'uri.parse': parseUri, 'uri.is_valid': isValid } satisfies Record<string, Builtin>;
