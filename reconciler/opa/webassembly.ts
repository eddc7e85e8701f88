/** The part of WebAssembly that the host uses: without the browser's types there are none for it. */

/** A compiled module; it can be sent to a worker. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export interface WasmInstance {
  readonly exports: unknown;
}

interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => WasmMemory;
  readonly Instance: new (module: WasmModule, imports: object) => WasmInstance;
}

/** The global of that name, which every Node has. */
export const webAssembly: WebAssemblyApi = Reflect.get(globalThis, 'WebAssembly');
