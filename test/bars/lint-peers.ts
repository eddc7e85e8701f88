/** The same planted faults through the tools that people use today, where they can be had. */

import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { correct, type Mutation } from '../corpus/corpus.ts';
import type { Texts } from '../corpus/print.ts';

export interface PeerRecall {
  readonly planted: number;
  /** Anything new was said of the repository with the fault. */
  readonly found: number;
  /** And that at the line of the fault. */
  readonly atLine: number;
}

/** What a tool says of a folder: its words, and where it says so. */
type Ask = (folder: string) => Promise<readonly Said[]>;

interface Said {
  readonly words: string;
  /** Counted from 1; null where the tool names none. */
  readonly line: number | null;
  readonly file: string | null;
}

export async function recallOf(ask: Ask, mutations: readonly Mutation[], folder: string): Promise<PeerRecall> {
  let [found, atLine] = [0, 0];
  for (const { seed, texts, expected } of mutations) {
    const before = new Set((await askAbout(ask, correct(seed), folder)).map(({ words }) => words));
    const news = (await askAbout(ask, texts, folder)).filter(({ words }) => !before.has(words));
    if (news.length > 0) found += 1;
    if (news.some(({ file, line }) => file === expected.file && line === expected.range.line)) atLine += 1;
  }
  return { planted: mutations.length, found, atLine };
}

async function askAbout(ask: Ask, texts: Texts, folder: string): Promise<readonly Said[]> {
  const repository = join(folder, 'repository');
  await rm(repository, { recursive: true, force: true });
  for (const [path, text] of texts) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), text);
  }
  return await ask(repository);
}

/** `istioctl analyze` on files alone. */
export function istioctl(program: string): Ask {
  return async (folder) => {
    const out = await run(program, ['analyze', '--use-kube=false', '-R', '-o', 'json', folder]);
    return listIn(out).map((each) => {
      const [file, line] = splitPlace(String(Reflect.get(each, 'reference') ?? ''), folder);
      return { words: `${String(Reflect.get(each, 'code'))} ${String(Reflect.get(each, 'message'))}`, file, line };
    });
  };
}

/** conftest with the rules that ship, by a policy that hands them what conftest has read. */
export async function conftestWithOurRules(program: string, folder: string): Promise<Ask> {
  const policy = join(folder, 'policy');
  await cp(resolve(import.meta.dirname, '../../rego'), policy, {
    recursive: true,
    filter: (path) => !/_test\.rego$|\.wasm$|\.md$/.test(path),
  });
  await writeFile(join(policy, 'conftest.rego'), wrapper);
  return async (repository) => {
    const out = await run(program, ['test', '--combine', '--no-color', '-o', 'json', '--policy', policy, repository]);
    return listIn(out)
      .flatMap((each) => [Reflect.get(each, 'failures'), Reflect.get(each, 'warnings')])
      .flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []))
      .map((each) => ({ words: String(Reflect.get(Object(each), 'msg')), line: null, file: null }));
  };
}

const wrapper = `package main

repository := {
	"documents": [{"file": each.path, "index": i, "value": each.contents} | some i, each in input],
	"objects": objects,
	"mesh": {"services": [], "virtualHosts": [], "access": [], "rollouts": [], "slos": [], "config": {"rules": {}}},
	"live": {"services": [], "virtualHosts": [], "access": [], "rollouts": [], "slos": [], "config": {"rules": {}}},
	"previous": null,
	"change": {},
	"config": {"undefinedSubset": "host", "rules": {}},
	"inFlight": [],
}

objects[kind] contains {
	"namespace": object.get(each.contents.metadata, "namespace", "default"),
	"name": each.contents.metadata.name,
	"labels": object.get(each.contents.metadata, "labels", {}),
	"annotations": object.get(each.contents.metadata, "annotations", {}),
	"source": {"position": i, "path": []},
} if {
	some i, each in input
	parts := split(each.contents.apiVersion, "/")
	group := {true: parts[0], false: ""}[count(parts) == 2]
	kind := sprintf("%s/%s", [group, each.contents.kind])
}

deny contains sprintf("%s: %s", [each.rule, each.message]) if {
	violations := data.sluice.main.verdict.violations with input as repository
	some each in violations
	each.severity != "info"
}
`;

function run(program: string, words: readonly string[]): Promise<string> {
  return new Promise((done) => {
    execFile(program, [...words], { timeout: 60_000, maxBuffer: 1 << 26 }, (_, out) => done(out));
  });
}

function listIn(text: string): readonly object[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value)
      ? value.filter((each): each is object => typeof each === 'object' && each !== null)
      : [];
  } catch {
    return [];
  }
}

function splitPlace(reference: string, folder: string): readonly [string | null, number | null] {
  const [, path = '', line = ''] = /^(.*):(\d+)$/.exec(reference) ?? [];
  if (path === '') return [null, null];
  return [path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path, Number(line)];
}
