import * as sdk from '@open-policy-agent/opa-wasm';
import { hostedNames, loadBuiltins } from './builtins/table.ts';
import type { Builtin, Value } from './builtins/value.ts';
import { parse } from './builtins/parse.ts';
import { print } from './builtins/print.ts';
import { webAssembly, type WasmInstance, type WasmMemory, type WasmModule } from './webassembly.ts';

/** A module of rules with its memory, ready to judge. */
export interface Policy {
  /** Judges a JSON text, or no input at all. Throws what the module aborts with, as an Error. */
  evaluate(input: ArrayBuffer | null): unknown;
  /** The builtins that it wants and that nobody here serves. */
  readonly unserved: readonly string[];
}

/** What of the module's exports the host uses; the names are OPA's ABI 1.3. */
interface Exports {
  readonly opa_malloc: (size: number) => number;
  readonly opa_free: (address: number) => void;
  readonly opa_value_dump: (address: number) => number;
  readonly opa_value_parse: (address: number, size: number) => number;
  readonly opa_json_dump: (address: number) => number;
  readonly builtins: () => number;
}

/** The SDK's class that runs an instance; its own types need names of the browser, and export it where it is not. */
interface Sdk {
  readonly default: {
    readonly LoadedPolicy: new (
      instance: WasmInstance,
      memory: WasmMemory,
      abiMinorVersion: number,
    ) => { evaluate(input: ArrayBuffer | null, entrypoint: number): unknown; setData(data: ArrayBuffer): void };
  };
}

const abiMinorVersion = 3;
/** Of 64 KiB. */
const pagesPerMb = 16;

/**
 * Instantiates a compiled policy with the host's builtins in place of the SDK's,
 * which lack most, write `sprintf` in JavaScript's way, and turn sets into arrays: those that it wants are loaded, and no
 * others. Beside the rules `data` is this JSON text.
 */
export async function instantiate(
  module: WasmModule,
  memoryMb: number,
  data: ArrayBuffer | null = null,
): Promise<Policy> {
  // All at once: pages cost nothing until they are used, and OPA would grow one at a time, ten times slower.
  const pages = memoryMb * pagesPerMb;
  const memory = new webAssembly.Memory({ initial: pages, maximum: pages });
  const serve = (id: number, operands: readonly number[]): number => call(host, id, operands);
  const instance = new webAssembly.Instance(module, {
    env: {
      memory,
      opa_abort: (address: number) => {
        throw new Error(readText(memory, address));
      },
      opa_builtin0: (id: number) => serve(id, []),
      opa_builtin1: (id: number, _: number, ...operands: number[]) => serve(id, operands),
      opa_builtin2: (id: number, _: number, ...operands: number[]) => serve(id, operands),
      opa_builtin3: (id: number, _: number, ...operands: number[]) => serve(id, operands),
      opa_builtin4: (id: number, _: number, ...operands: number[]) => serve(id, operands),
    },
  });
  // The ABI's exports; a module that lacks one fails at its first call, inside the worker.
  const exports = instance.exports as unknown as Exports;
  const names = builtinNames(exports, memory);
  const wanted = new Set(names.values());
  const host: Host = { exports, memory, names, builtins: await loadBuiltins(wanted) };
  const { LoadedPolicy } = (sdk as unknown as Sdk).default;
  const policy = new LoadedPolicy(instance, memory, abiMinorVersion);
  if (data !== null) policy.setData(data);
  return {
    evaluate: (input) => policy.evaluate(input, 0),
    unserved: [...wanted].filter((name) => !hostedNames.has(name)).toSorted(),
  };
}

interface Host {
  readonly exports: Exports;
  readonly memory: WasmMemory;
  /** The module's own numbering of the builtins that it imports. */
  readonly names: ReadonlyMap<number, string>;
  readonly builtins: ReadonlyMap<string, Builtin>;
}

function call(host: Host, id: number, addresses: readonly number[]): number {
  const name = host.names.get(id) ?? `number ${id}`;
  const builtin = host.builtins.get(name);
  if (builtin === undefined) throw new Error(`the builtin ${name} is not served`);
  const operands = addresses.map((address) => readValue(host, address));
  const answer = builtin(...operands);
  return answer === null ? 0 : writeValue(host, answer);
}

function readValue({ exports, memory }: Host, address: number): Value {
  const dump = exports.opa_value_dump(address);
  const value = parse(readText(memory, dump));
  exports.opa_free(dump);
  return value;
}

function writeValue({ exports, memory }: Host, value: Value): number {
  const bytes = new TextEncoder().encode(print(value));
  const address = exports.opa_malloc(bytes.length);
  new Uint8Array(memory.buffer).set(bytes, address);
  const parsed = exports.opa_value_parse(address, bytes.length);
  if (parsed === 0) throw new Error('a builtin answered what the module cannot read');
  return parsed;
}

function builtinNames(exports: Exports, memory: WasmMemory): ReadonlyMap<number, string> {
  const listed: unknown = JSON.parse(readText(memory, exports.opa_json_dump(exports.builtins())));
  if (typeof listed !== 'object' || listed === null) throw new Error('the module does not list its builtins');
  return new Map(Object.entries(listed).map(([name, id]) => [Number(id), name]));
}

/** Text in the module's memory ends with a zero byte. */
function readText(memory: WasmMemory, address: number): string {
  const bytes = new Uint8Array(memory.buffer);
  return new TextDecoder().decode(bytes.subarray(address, bytes.indexOf(0, address)));
}
