// What Node.js and browsers both have, though neither the language's library nor `types: []` knows it.
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}
declare class TextDecoder {
  constructor(label?: string)
  decode(bytes: Uint8Array): string
}
