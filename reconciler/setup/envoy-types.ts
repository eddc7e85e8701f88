// Envoy's protobuf files → JavaScript and type declarations in .cache/proto, which the code imports as #proto/….
// buf resolves the imports and checks the files, protoc-gen-es writes the code, each once for all files.
// None of it is committed: it is the same on every machine that has the same lock file.

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  CodeGeneratorRequestSchema,
  CodeGeneratorResponseSchema,
  FileDescriptorSetSchema,
  type CodeGeneratorResponse,
} from '@bufbuild/protobuf/wkt';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ENVOY_ROOTS, STUB_ROOTS } from './proto-roots.ts';
import { runBinary } from './process.ts';

const STUBS = 'reconciler/setup/protos';
const XDS_PACKAGE = 'node_modules/@grpc/grpc-js-xds';
const MODULES = [`${XDS_PACKAGE}/deps/envoy-api`, `${XDS_PACKAGE}/deps/xds`, `${XDS_PACKAGE}/deps/googleapis`, STUBS];
const GENERATOR = 'node_modules/@bufbuild/protoc-gen-es';
const PACKAGES = [XDS_PACKAGE, GENERATOR, 'node_modules/@bufbuild/buf'];

/** True when the types under `<root>/.cache/proto` were made from the installed packages and our own files. */
export function envoyTypesAreCurrent(root: string): boolean {
  const stamp = join(root, '.cache/proto/stamp');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === inputsDigest(root);
}

/** Writes the types anew. The old ones are replaced only when all the new ones are on disk. */
export async function generateEnvoyTypes(root: string, signal: AbortSignal): Promise<void> {
  const response = await generateCode(root, signal);
  const staging = join(root, `.cache/proto.${process.pid}`);
  rmSync(staging, { recursive: true, force: true });
  for (const file of response.file) {
    const path = join(staging, file.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.content);
  }
  writeFileSync(join(staging, 'stamp'), inputsDigest(root));
  rmSync(join(root, '.cache/proto'), { recursive: true, force: true });
  renameSync(staging, join(root, '.cache/proto'));
}

async function generateCode(root: string, signal: AbortSignal): Promise<CodeGeneratorResponse> {
  const descriptors = fromBinary(FileDescriptorSetSchema, await buildDescriptors(root, signal));
  const names = descriptors.file.map((file) => file.name);
  const request = create(CodeGeneratorRequestSchema, {
    parameter: 'target=js+dts,import_extension=js',
    // The well-known types come with the run-time library.
    fileToGenerate: names.filter((name) => !name.startsWith('google/protobuf/')),
    protoFile: descriptors.file,
  });
  const plugin = join(root, GENERATOR, 'bin/protoc-gen-es');
  const input = toBinary(CodeGeneratorRequestSchema, request);
  const output = await runBinary(process.execPath, [plugin], { cwd: root, signal, input });
  const response = fromBinary(CodeGeneratorResponseSchema, output);
  if (response.error !== '') throw new Error(`protoc-gen-es: ${response.error}`);
  return response;
}

async function buildDescriptors(root: string, signal: AbortSignal): Promise<Uint8Array> {
  const config = JSON.stringify({ version: 'v2', modules: MODULES.map((path) => ({ path })) });
  const envoyApi = MODULES[0] ?? '';
  // Only these files: the package also holds old ones whose imports it lacks.
  const paths = [
    ...ENVOY_ROOTS.map((file) => `${envoyApi}/${file}`),
    ...STUB_ROOTS.map((file) => `${STUBS}/${file}`),
  ].flatMap((path) => ['--path', path]);
  const options = ['--config', config, '--exclude-source-info', '--as-file-descriptor-set', '--output', '-'];
  const buf = join(root, 'node_modules/.bin/buf');
  return runBinary(buf, ['build', ...options, ...paths], { cwd: root, signal });
}

function inputsDigest(root: string): string {
  const hash = createHash('sha256');
  for (const name of PACKAGES) hash.update(readFileSync(join(root, name, 'package.json')));
  const stubs = readdirSync(join(root, STUBS), { recursive: true, encoding: 'utf8' });
  const protos = stubs.filter((name) => name.endsWith('.proto')).sort();
  for (const name of protos) hash.update(name).update(readFileSync(join(root, STUBS, name)));
  hash.update(JSON.stringify([ENVOY_ROOTS, STUB_ROOTS]));
  return hash.digest('hex');
}
