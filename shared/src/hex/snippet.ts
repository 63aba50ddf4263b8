import { HEX_PAIRS } from './dump.ts'

/** Languages in which bytes can be written down as a constant. */
export const SNIPPET_LANGUAGES = ['c', 'go', 'python', 'javascript'] as const
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number]

/** Bytes in a line of source text. */
const PER_LINE = 12
/** Bytes in a line of hex digits. */
const DIGITS_PER_LINE = 32

/**
 * Bytes as source text that makes the same bytes. Every byte is written as a number, so nothing that came from
 * a wire can end a string or a comment.
 * @param bytes at least one: C has no empty array
 * @param about a line for the comment above; printable ASCII of the caller's own, nothing from the wire
 */
export function snippet(language: SnippetLanguage, bytes: Uint8Array, about: string): string {
  switch (language) {
    case 'c':
      return [
        `/* ${about} */`,
        `static const unsigned char data[${bytes.length}] = {`,
        ...numberLines(bytes, '  '),
        '};',
        '',
      ].join('\n')
    case 'go':
      return [`// ${about}`, 'var data = []byte{', ...numberLines(bytes, '\t'), '}', ''].join('\n')
    case 'python':
      return [`# ${about}`, 'data = bytes.fromhex(', ...digitLines(bytes), ')', ''].join('\n')
    case 'javascript':
      return [`// ${about}`, 'const data = new Uint8Array([', ...numberLines(bytes, '  '), '])', ''].join(
        '\n',
      )
    default:
      return language satisfies never
  }
}

/** `0x2b, 0x4f,`: Go wants the comma at the end of its last line, the others allow it. */
function numberLines(bytes: Uint8Array, indent: string): string[] {
  return linesOf(bytes, PER_LINE, (line) => indent + line.map((pair) => `0x${pair},`).join(' '))
}

function digitLines(bytes: Uint8Array): string[] {
  return linesOf(bytes, DIGITS_PER_LINE, (line) => `    '${line.join('')}'`)
}

function linesOf(bytes: Uint8Array, perLine: number, write: (pairs: readonly string[]) => string): string[] {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += perLine) {
    lines.push(write(Array.from(bytes.subarray(at, at + perLine), (byte) => HEX_PAIRS[byte]!)))
  }
  return lines
}
