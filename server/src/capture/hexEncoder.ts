import { dumpLength, ROW_BYTES, ROW_TEXT, writeDump } from '@tcpscope/shared/hex'
import { assert, type Direction } from '@tcpscope/shared/base'
import { HEXDUMP_WASM } from './hexdumpWasm.ts'

/** Bytes of a direction that are read at a time, where frames are small. */
export const RENDER_WINDOW = 256 * 1024
/** Text is handed over in blocks of about this many bytes. */
export const TEXT_BLOCK = 512 * 1024
/** Bytes of one frame are dumped in slices of this many, a multiple of 16. */
export const DUMP_SLICE = 64 * 1024
/** Room for the lines between two dumps. */
const LINES = 4096
/** Bytes that a unit of a string becomes, at most. */
const MOST_UTF8 = 3
const PAGE = 65_536

let assembled: WebAssembly.Module | undefined

/**
 * Makes hex text out of bytes, about ten times as fast as a loop in JavaScript can: whole rows by vector instructions
 * (hexdump.wat), the short last row by the shared definition. Bytes and text have to lie in the encoder's own memory,
 * which is why it brings the buffers. One piece of work at a time may use them.
 */
export class HexEncoder {
  /** Where bytes are read into, one window a direction; RENDER_WINDOW bytes each. */
  readonly windows: Readonly<Record<Direction, Uint8Array<ArrayBuffer>>>
  /** Where text is put together: a block, a slice's dump and some lines more. */
  readonly text: Uint8Array<ArrayBuffer>
  /** The same place: a Buffer writes a string at half the cost of a TextEncoder. */
  readonly #lines: Buffer
  readonly #rows: (source: number, rows: number, target: number, offset: number) => number

  constructor() {
    const textSize = TEXT_BLOCK + dumpLength(DUMP_SLICE) + LINES
    const memory = new WebAssembly.Memory({ initial: Math.ceil((2 * RENDER_WINDOW + textSize) / PAGE) })
    this.windows = {
      upstream: new Uint8Array(memory.buffer, 0, RENDER_WINDOW),
      downstream: new Uint8Array(memory.buffer, RENDER_WINDOW, RENDER_WINDOW),
    }
    this.text = new Uint8Array(memory.buffer, 2 * RENDER_WINDOW, textSize)
    this.#lines = Buffer.from(memory.buffer, this.text.byteOffset, textSize)
    assembled ??= new WebAssembly.Module(Buffer.from(HEXDUMP_WASM, 'base64'))
    const { exports } = new WebAssembly.Instance(assembled, { env: { memory } })
    this.#rows = exports['dump'] as (source: number, rows: number, target: number, offset: number) => number
  }

  /**
   * Writes a line into `text` at `at`.
   * @returns the position behind it
   */
  line(line: string, at: number): number {
    assert(at + line.length * MOST_UTF8 <= this.text.length, 'a line of the hex log does not fit')
    return at + this.#lines.write(line, at)
  }

  /**
   * Writes the dump of `source[0, length)` into `text` at `at`.
   * @param source a part of one of the windows
   * @param base the first row's offset, a multiple of 16: the slice goes on a longer dump
   * @returns the position behind it
   */
  dump(source: Uint8Array, length: number, at: number, base: number): number {
    const rows = Math.floor(length / ROW_BYTES)
    const whole = rows * ROW_BYTES
    this.#rows(source.byteOffset, rows, this.text.byteOffset + at, base)
    return writeDump(source, whole, length - whole, this.text, at + rows * ROW_TEXT, base + whole)
  }
}
