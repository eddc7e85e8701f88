/** YAML and JSON texts to values with places. */

import {
  Composer,
  type CST,
  Document as YamlDocument,
  isMap,
  isSeq,
  Parser,
  visit,
  type YAMLError,
  YAMLParseError,
} from 'yaml';
import { type Finding, type Path, type Range, shortened } from './finding.ts';
import { createRanges, type Position } from './lines.ts';
import type { Json } from './mesh.ts';
import { keyOf, rangeOfNode, type Refusal, toPlain } from './plain.ts';
import { kubernetesSchema } from './schema.ts';
import { printSimple } from './simple-print.ts';
import { readSimpleYaml } from './simple-yaml.ts';
import { type Chunk, isNestedTooDeep, splitStream } from './stream.ts';

/** One document of a file, and where each part of it stands. */
export interface Document {
  readonly file: string;
  /** Position in its file, from 0; documents without content do not count. */
  readonly index: number;
  readonly value: Json;
  /** The place of `path` or of its deepest ancestor that is there; `key` asks for the key instead of the value. */
  rangeOf(path: Path, part?: 'key' | 'value'): Range;
}

export interface ParsedFile {
  readonly documents: readonly Document[];
  readonly findings: readonly Finding[];
  readonly chunks: readonly ParsedChunk[];
}

/** What one document's text came to; it depends on nothing but that text and where it begins. */
interface ParsedChunk {
  readonly text: string;
  readonly from: Position;
  /** Null where it could not be read. */
  readonly document: Document | null;
  readonly findings: readonly Finding[];
}

/** Nobody reads more of one file, and a hostile one could have a million. */
const maxProblems = 50;

/** What one document may have. */
export interface TextLimits {
  /** UTF-16 units. */
  readonly maxLength: number;
  /** Nodes take two hundred times the text where lines are short. */
  readonly maxLines: number;
}

/** Of what people write. */
const policyLimits: TextLimits = { maxLength: 1_048_576, maxLines: 40_000 };

/**
 * Reads all documents of a file; one that cannot be read is left out, with a finding, and does not take the others.
 * A document that stood in the same place of `previous`, which is the file as it was, is kept.
 */
export function parseDocuments(
  file: string,
  text: string,
  previous?: ParsedFile,
  limits: TextLimits = policyLimits,
): ParsedFile {
  const ranges = createRanges(text);
  const chunks: ParsedChunk[] = [];
  let problems = 0;
  for (const [index, chunk] of chunksOf(file, text).entries()) {
    const from = ranges(chunk.start, chunk.start);
    const before = previous?.chunks[index];
    const parsed = before && stands(before, chunk.text, from) ? before : parseOne(file, index, chunk, from, limits);
    chunks.push(parsed);
    problems += parsed.findings.length;
    if (problems >= maxProblems) break;
  }
  const documents = chunks.flatMap(({ document }) => document ?? []);
  return { documents, findings: chunks.flatMap(({ findings }) => findings), chunks };
}

function stands(chunk: ParsedChunk, text: string, { line, column }: Position): boolean {
  return chunk.text === text && chunk.from.line === line && chunk.from.column === column;
}

/** The documents' texts in a file; a JSON file is one document. */
export function chunksOf(file: string, text: string): readonly Chunk[] {
  if (!file.endsWith('.json')) return splitStream(text);
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  return [{ start, text: text.slice(start) }];
}

/** The parsed nodes of one chunk; offsets count from its start. */
export function parseChunk(chunk: Chunk): YamlDocument.Parsed {
  const composer = new Composer({ version: '1.2', schema: kubernetesSchema, uniqueKeys: false, logLevel: 'silent' });
  const tokens = untilError(new Parser().parse(chunk.text));
  const [document, ...more] = composer.compose(tokens, true, chunk.text.length);
  // Composing with `true` gives a document even of an empty text.
  if (!document) throw new Error('The parser gave no document');
  const [next] = more;
  if (next)
    document.errors.push(new YAMLParseError([next.range[0], next.range[1]], 'MULTIPLE_DOCS', 'Expected one document'));
  return document;
}

/** Stops at the first token that is none: in a hostile text a million follow, and each costs an error. */
function* untilError(tokens: Iterable<CST.Token>): Generator<CST.Token, void> {
  for (const token of tokens) {
    yield token;
    if (token.type === 'error') return;
  }
}

function parseOne(
  file: string,
  index: number,
  chunk: Chunk,
  from: Position,
  { maxLength, maxLines }: TextLimits,
): ParsedChunk {
  const { text } = chunk;
  const place = createRanges(text, from);
  const refused = (findings: readonly Finding[]): ParsedChunk => {
    return { text, from, document: null, findings: findings.slice(0, maxProblems) };
  };
  if (text.length > maxLength) {
    const message = `The document is longer than ${maxLength} characters`;
    return refused([syntaxFinding(file, 'yaml-limit', message, 'Split it.', place(0, 0))]);
  }
  if (hasMoreLines(text, maxLines)) {
    const message = `The document has more than ${maxLines} lines`;
    return refused([syntaxFinding(file, 'yaml-limit', message, 'Split it.', place(0, 0))]);
  }
  if (isNestedTooDeep(text)) {
    const message = 'The nesting is far too deep to be read';
    return refused([syntaxFinding(file, 'yaml-limit', message, 'Nest less deeply.', place(0, 0))]);
  }
  const directive = /^(?:[ \t\r]*(?:#[^\n]*)?\n)*[ \t]*%[^\n]*/.exec(text)?.[0];
  if (directive !== undefined) {
    const message = 'YAML directives (%) are not taken';
    const range = place(directive.lastIndexOf('\n') + 1, directive.length);
    return refused([syntaxFinding(file, 'yaml-syntax', message, 'Remove the line.', range)]);
  }
  try {
    const read = readChunk(chunk);
    if ('problems' in read) {
      return refused(read.problems.map((p) => syntaxFinding(file, p.rule, p.message, p.remedy, place(p.start, p.end))));
    }
    if (file.endsWith('.json') && !isJson(text)) {
      const message = 'This is YAML, and no JSON: other readers would not take it';
      return refused([
        syntaxFinding(file, 'yaml-syntax', message, 'Write JSON, or call the file *.yaml.', place(0, 0)),
      ]);
    }
    const { value } = read;
    const nodes = nodesOnDemand(chunk);
    const rangeOf = (path: Path, part: 'key' | 'value' = 'value'): Range => {
      const [start, end] = spanOf(nodes(), path, part);
      return place(start, start + text.slice(start, end).trimEnd().length);
    };
    return { text, from, document: { file, index, value, rangeOf }, findings: [] };
  } catch (error) {
    // The parser promises not to throw, but deep nesting has made it do so before: one file must not stop the others.
    const reason = error instanceof Error ? error.message : String(error);
    return refused([syntaxFinding(file, 'yaml-syntax', `The text cannot be read: ${reason}`, '', place(0, 0))]);
  }
}

function hasMoreLines(text: string, most: number): boolean {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1 && lines <= most; at = text.indexOf('\n', at + 1)) lines++;
  return lines > most;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The value of a chunk, or what is wrong with it. */
function readChunk(chunk: Chunk): { readonly value: Json } | { readonly problems: readonly Refusal[] } {
  const simple = readSimpleYaml(chunk.text);
  if (simple !== undefined) return { value: simple };
  const { errors, warnings, contents } = parseChunk(chunk);
  const problems = tellingProblems([...errors, ...warnings]);
  if (problems.length > 0) {
    const asRefusal = ({ message, pos: [start, end] }: YAMLError): Refusal => {
      return { rule: 'yaml-syntax', message, remedy: '', start, end };
    };
    return { problems: problems.map(asRefusal) };
  }
  const { value, refusals } = toPlain(contents);
  return refusals.length > 0 ? { problems: refusals } : { value };
}

/**
 * Nodes are many times the text, and few documents are asked for a place: they are parsed anew for the first who asks,
 * and may be collected after that. Even a weak hold on all of them would keep all until the load is done.
 */
function nodesOnDemand(chunk: Chunk): () => unknown {
  let nodes: WeakRef<object> | null = null;
  return () => {
    const kept = nodes?.deref();
    if (kept) return kept;
    const parsed = parseChunk(chunk).contents;
    nodes = parsed && new WeakRef(parsed);
    return parsed;
  };
}

/** The first error of syntax alone: those after it only follow from it. Values that have no meaning stand for themselves. */
function tellingProblems(problems: readonly YAMLError[]): readonly YAMLError[] {
  const first = problems.find(({ code }) => code !== 'TAG_RESOLVE_FAILED');
  return first ? [first] : problems;
}

function syntaxFinding(file: string, rule: string, message: string, remedy: string, range: Range): Finding {
  return { rule, severity: 'error', message: shortened(message), remedy, file, range, object: null };
}

/** The offsets of a path's value (or key) in its chunk; of its deepest ancestor that is there, the key. */
function spanOf(contents: unknown, path: Path, part: 'key' | 'value'): readonly [number, number] {
  let node: unknown = contents;
  let key: unknown = null;
  for (const step of path) {
    const below = childOf(node, step);
    if (below === null) return rangeOfNode(key) ?? rangeOfNode(node) ?? [0, 0];
    key = below.key;
    node = below.value;
  }
  const ofKey = rangeOfNode(key);
  const ofValue = rangeOfNode(node);
  if (part === 'key' && ofKey) return ofKey;
  return ofValue && (ofValue[1] > ofValue[0] || !ofKey) ? ofValue : (ofKey ?? [0, 0]);
}

function childOf(node: unknown, step: string | number): { key: unknown; value: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => keyOf(item) === String(step));
    return pair ? { key: pair.key, value: pair.value } : null;
  }
  if (isSeq(node) && typeof step === 'number' && step < node.items.length)
    return { key: null, value: node.items[step] };
  return null;
}

/** Prints a value as YAML in block style, in the order of its keys; equal values, equal bytes. */
export function printDocument(value: Json): string {
  const simple = printSimple(value);
  if (simple !== null) return simple;
  const document = new YamlDocument(value, { schema: kubernetesSchema, aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      // Without quotes it would be read back as a merge key.
      if (node.value === '<<') node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0, minContentWidth: 0 });
}
