import { type Direction, type Side, goDuration, logStamp } from '@tcpscope/shared/base'
import { type IndexRecord, type SessionFacts, closeCauseOf } from '@tcpscope/shared/capture'

/**
 * The hex log once more, straight from its definition and as plainly as can be, to compare the program's with: the
 * whole session in memory, lines sorted into place, no state kept between records.
 *
 * A frame's `Sent` line stands right behind its dump when the peer took it at once; else before the first record
 * that is younger than the moment the peer took it. A frame that the peer never took has none.
 */
export function expectedHexLog(
  facts: SessionFacts,
  records: readonly IndexRecord[],
  bytes: Readonly<Record<Direction, Uint8Array>>,
): string {
  const target = facts.remote ?? facts.target
  const peers: Record<Side, string> = {
    client: address(facts.client.host, facts.client.port).replaceAll(':', '-'),
    target: address(target.host, target.port).replaceAll(':', '-'),
  }
  const from = (direction: Direction) => (direction === 'upstream' ? peers.client : peers.target)
  const to = (direction: Direction) => (direction === 'upstream' ? peers.target : peers.client)
  const stamp = (ns: number) => logStamp(facts.startedAtMs + ns / 1e6, facts.utcOffsetMin)
  const connected =
    records.find((record) => record.kind === 'mark' && record.code === 'connected')?.readNs ?? 0

  const body = records.map((record): string => {
    const { direction, number, offset, length } = record
    if (record.kind === 'frame') {
      const dumped = goDump(bytes[direction].subarray(offset, offset + length))
      return `Received (#${number}, ${capitals(offset)}) ${length} bytes from ${from(direction)}\n${dumped}`
    }
    switch (record.code) {
      case 'connected':
        return `Connected to ${address(facts.target.host, facts.target.port)} at ${stamp(record.readNs)}\n`
      case 'ended':
      case 'reset':
        return facts.remote === null ? '' : `Disconnected from ${from(direction)}\n`
      case 'gap':
        return `Not captured (#${number}, ${capitals(offset)}) ${length} bytes from ${from(direction)}\n`
      case 'closed': {
        const when = `${stamp(record.readNs)}, duration ${goDuration(record.readNs - connected)}\n`
        if (closeCauseOf(record.detail >> 2) === 'interrupted') return `Interrupted, last seen at ${when}`
        const why = facts.remote === null ? `Not connected: ${facts.dialError}\n` : ''
        return `${why}Finished at ${when}`
      }
      case 'timeout':
        return ''
      default:
        throw new Error('a mark of an unknown code')
    }
  })

  // Sent lines by the place in front of which they stand.
  const sentBefore = new Map<number, { taken: number; line: string }[]>()
  records.forEach((record, place) => {
    if (record.kind !== 'frame') return
    const line = `Sent (#${record.number}) to ${to(record.direction)}\n`
    if (record.atOnce) {
      body[place] += line
      return
    }
    if (record.takenNs === 0) return
    const younger = records.findIndex((other, i) => i > place && other.readNs > record.takenNs)
    const at = younger === -1 ? records.length : younger
    sentBefore.set(at, [...(sentBefore.get(at) ?? []), { taken: record.takenNs, line }])
  })
  let text = ''
  for (let place = 0; place <= records.length; place++) {
    const lines = (sentBefore.get(place) ?? []).toSorted((a, b) => a.taken - b.taken)
    text += lines.map(({ line }) => line).join('') + (body[place] ?? '')
  }
  return text
}

const address = (host: string, port: number) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)
const capitals = (offset: number) => offset.toString(16).toUpperCase().padStart(8, '0')

/** Go's `encoding/hex.Dump`, from its definition. */
function goDump(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)]
    const cells = Array.from({ length: 16 }, (_, i) => row[i]?.toString(16).padStart(2, '0') ?? '  ')
    const characters = row.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join('')
    const [left, right] = [cells.slice(0, 8).join(' '), cells.slice(8).join(' ')]
    text += `${at.toString(16).padStart(8, '0')}  ${left}  ${right}  |${characters}|\n`
  }
  return text
}
