import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { snippet, SNIPPET_LANGUAGES, type SnippetLanguage } from '@tcpscope/shared/hex'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const options = { encoding: 'buffer', maxBuffer: 1 << 24 } as const

/** All byte values, words that end strings and comments in one language or another, and a length that fills no line. */
const SAMPLES = [
  Uint8Array.of(0),
  Uint8Array.from({ length: 256 }, (_, byte) => byte),
  new TextEncoder().encode('*/ ]) }; """ \' \\ ` ${x} \r\n\u2028 %s \x1b[2J'),
  Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7919 + (i >> 5)) & 0xff),
]

/** For each language: a program that writes what the snippet makes to its standard output, and how to run it. */
const RUNTIMES: Record<
  SnippetLanguage,
  {
    readonly file: string
    readonly program: (text: string) => string
    readonly probe: readonly [string, ...string[]]
    readonly run: (file: string, folder: string) => Promise<Buffer>
  }
> = {
  c: {
    file: 'main.c',
    probe: ['gcc', '--version'],
    program: (text) =>
      `#include <stdio.h>\n${text}int main(void) { return fwrite(data, 1, sizeof data, stdout) != sizeof data; }\n`,
    run: async (file, folder) => {
      const program = join(folder, 'a.out')
      await run('gcc', ['-std=c99', '-Wall', '-Werror', '-o', program, file])
      return (await run(program, [], options)).stdout
    },
  },
  go: {
    file: 'main.go',
    probe: ['go', 'version'],
    program: (text) => `package main\n\nimport "os"\n\n${text}\nfunc main() { os.Stdout.Write(data) }\n`,
    run: async (file, folder) => {
      const env = { ...process.env, GOCACHE: join(folder, 'cache'), GOFLAGS: '-mod=mod', GO111MODULE: 'off' }
      return (await run('go', ['run', file], { ...options, cwd: folder, env })).stdout
    },
  },
  python: {
    file: 'main.py',
    probe: ['python3', '--version'],
    program: (text) => `import sys\n${text}sys.stdout.buffer.write(data)\n`,
    run: async (file) => (await run('python3', ['-I', file], options)).stdout,
  },
  javascript: {
    file: 'main.mjs',
    probe: [process.execPath, '--version'],
    program: (text) => `${text}process.stdout.write(data)\n`,
    run: async (file) => (await run(process.execPath, [file], options)).stdout,
  },
}

async function isThere([program, ...args]: readonly [string, ...string[]]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  )
}

describe('snippets', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tcpscope-snippets-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  for (const language of SNIPPET_LANGUAGES) {
    it(`[SNIP1] in ${language}, run in its language, give back the same bytes`, async (context) => {
      const runtime = RUNTIMES[language]
      if (!(await isThere(runtime.probe))) {
        console.warn(`NOT TESTED: there is no ${runtime.probe[0]} here, so no ${language} snippet was run.`)
        context.skip()
      }
      // One program for all samples would need names of its own for each; the longest says the most about lines.
      const samples = language === 'go' || language === 'c' ? [joined(SAMPLES)] : SAMPLES
      for (const bytes of samples) {
        const file = join(folder, runtime.file)
        await writeFile(file, runtime.program(snippet(language, bytes, 'tcpscope: some bytes')))
        const back = await runtime.run(file, folder)
        expect(back.equals(bytes)).toBe(true)
      }
    })
  }
})

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}
