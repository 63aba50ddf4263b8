// What Node.js has and its type package leaves to the DOM's: the part of WebAssembly that is used here.
declare namespace WebAssembly {
  // oxlint-disable typescript/no-extraneous-class -- this is what the platform has
  class Memory {
    constructor(descriptor: { initial: number })
    readonly buffer: ArrayBuffer
  }
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>)
    readonly exports: Record<string, unknown>
  }
}
