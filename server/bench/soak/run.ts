import { existsSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseOptions } from './options.ts'
import { type Result, soak } from './soak.ts'

// `npm run soak -- [--minutes 10] [--seed N] [--save] [--keep] [--no-pages]`: ends with 0 when nothing at all went
// wrong, else with 1, the seed and what happened.

const RESULTS = fileURLToPath(new URL('../results', import.meta.url))

const kb = (bytes: number): string => `${Math.round(bytes / 1024)} KB`

function summary({
  seed,
  talks,
  missed,
  sessions,
  counts,
  memory,
  rssAtRest,
  descriptors,
  faults,
}: Result): string {
  const kinds = Object.entries(talks).map(([kind, count]) => `${count} ${kind}`)
  const rise = memory.rise === null ? 'too short a run to say' : kb(memory.rise)
  return [
    `talks        ${kinds.join(', ')}; ${missed} not let in by a listener that was being edited`,
    `sessions     ${sessions.checked} checked (${sessions.bytes} bytes), ${sessions.deleted} deleted, ${sessions.kept} kept; ` +
      `${sessions.nameless} of clients that were gone before they could be asked for their address`,
    `lookers      ${counts.tabs.visits} tabs (${counts.tabs.messages} messages, ${counts.tabs.payloadBytes} bytes), ` +
      `${counts.pages.visits} pages, ${counts.looks.reads} reads, ${counts.looks.downloads} live downloads, ` +
      `${counts.edits.count} edits of listeners`,
    `memory       highest RSS ${kb(memory.highest)}; not of files: middle ${kb(memory.median)}, last ${kb(memory.last)}, rise in the second half ${rise}; RSS at rest ${kb(rssAtRest)}`,
    `descriptors  ${descriptors.before.total} before the first listener, ${descriptors.after.total} after the last`,
    `${faults.length === 0 ? 'no faults' : `${faults.length} FAULTS`}, seed ${seed}`,
    ...faults.map((fault) => `  ${fault}`),
  ].join('\n')
}

async function save(result: Result): Promise<void> {
  await mkdir(RESULTS, { recursive: true })
  const file = join(RESULTS, `soak-${new Date().toISOString().slice(0, 10)}.json`)
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`)
  console.log(`saved to ${file}`)
}

const options = parseOptions(process.argv.slice(2))
// Memory where there is some: a soak of a proxy shall not wear a disk.
const dataDir = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tcpscope-soak-'))
console.log(`Soaking for ${options.durationMs / 60_000} minutes with seed ${options.seed} in ${dataDir}.`)
// Whoever interrupts it finds nothing left behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
process.once('exit', () => {
  if (!options.keep || process.exitCode !== 1) rmSync(dataDir, { recursive: true, force: true })
  else console.log(`kept ${dataDir}`)
})
try {
  const result = await soak(options, dataDir)
  console.log(`\n${summary(result)}`)
  if (options.save) await save(result)
  if (result.faults.length > 0) process.exitCode = 1
} catch (error) {
  console.error(`seed ${options.seed}:`, error)
  process.exitCode = 1
}
