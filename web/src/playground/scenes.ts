import type { FrameRow } from '@tcpscope/shared/api'
import { blankSession, SceneBuilder, type Scene } from './scene.ts'

const FRAME = 65_536
/** A scene that grows by itself ends here: its tiles are made of all its frames each time. */
const MOST_FRAMES = 60_000

/** A download of 8 GB in 131,072 frames: nothing of it is kept, everything is computed. */
function huge(): Scene {
  const frames = 131_072
  const gapNs = 250_000
  const frame = (record: number): FrameRow | null => {
    if (record === 0 || record > frames + 1) return null
    const upstream = record === 1
    const number = upstream ? 0 : record - 2
    const readNs = record * gapNs
    return {
      record,
      direction: upstream ? 'upstream' : 'downstream',
      number,
      offset: number * FRAME,
      length: upstream ? 80 : FRAME,
      otherOffset: upstream ? 0 : 80,
      readNs,
      takenNs: readNs + (number % 64 === 0 ? 3_000_000 : 90_000),
      loggedNs: readNs + 120_000,
      textNs: readNs + 240_000,
    }
  }
  return {
    name: '8 GB',
    about: '131,072 frames of 64 KiB, every 64th blocked: scrolling, zooming and memory stay as they are',
    session: blankSession({
      durationNs: (frames + 10) * gapNs,
      upstreamBytes: 80,
      downstreamBytes: frames * FRAME,
      upstreamFrames: 1,
      downstreamFrames: frames,
      records: frames + 2,
    }),
    marks: [{ code: 'connected', direction: 'downstream', timeNs: 1000, offset: 0, length: 0 }],
    frame,
    recordAt: (direction, offset) => (direction === 'upstream' ? 1 : 2 + Math.floor(offset / FRAME)),
    byte: (_, offset) => (Math.imul(offset, 2_654_435_761) >>> (offset % 13)) & 0xff,
  }
}

/** A live session in which a button, or a clock, makes something happen. */
function live(perSecond = 0): Scene {
  const rows: (FrameRow | null)[] = [null]
  const bytes = { upstream: [] as number[], downstream: [] as number[] }
  const counts = { upstream: 0, downstream: 0 }
  const scene: Scene = {
    name: perSecond > 0 ? `${perSecond.toLocaleString('en')} frames a second` : 'live',
    about:
      perSecond > 0
        ? 'as fast as a busy session: what is drawn stays as much, and the page stays quick'
        : 'grows when you press Send: the tail is followed until you scroll up',
    perSecond,
    session: blankSession({ state: 'open', durationNs: 1_000_000, records: 1 }),
    marks: [{ code: 'connected', direction: 'downstream', timeNs: 800_000, offset: 0, length: 0 }],
    frame: (record) => rows[record] ?? null,
    recordAt: (direction, offset) =>
      rows.findIndex((row) => row?.direction === direction && offset < row.offset + row.length),
    byte: (direction, offset) => bytes[direction][offset] ?? 0,
    grow: () => {
      const record = rows.length
      if (record > MOST_FRAMES) return null
      const direction = record % 3 === 1 ? 'upstream' : 'downstream'
      const offset = bytes[direction].length
      const text =
        direction === 'upstream'
          ? `GET /thing/${record} HTTP/1.1\r\n\r\n`
          : `answer ${record} `.repeat(record % 23)
      bytes[direction].push(...new TextEncoder().encode(text === '' ? '.' : text))
      const readNs = record * (perSecond > 0 ? Math.round(1e9 / perSecond) : 40_000_000)
      const row: FrameRow = {
        record,
        direction,
        number: counts[direction]++,
        offset,
        length: bytes[direction].length - offset,
        otherOffset: 0,
        readNs,
        takenNs: readNs + 900_000 + (record % 7) * 600_000,
        loggedNs: readNs + 400_000,
        textNs: readNs + 2_000_000,
      }
      rows.push(row)
      scene.session = {
        ...scene.session,
        durationNs: readNs + 5_000_000,
        upstreamBytes: bytes.upstream.length,
        downstreamBytes: bytes.downstream.length,
        upstreamFrames: counts.upstream,
        downstreamFrames: counts.downstream,
        records: rows.length,
      }
      return row
    },
  }
  for (let i = 0; i < 60; i++) scene.grow?.()
  return scene
}

function redis(): Scene {
  const scene = new SceneBuilder().mark('connected', 'downstream', 0.8)
  for (let i = 0; i < 40; i++) {
    const at = 4 + i * 9 + (i % 5) * 3
    scene.text('upstream', `*3\r\n$3\r\nSET\r\n$5\r\nkey:${i % 10}\r\n$4\r\n${1000 + i}\r\n`, at)
    scene.text('downstream', '+OK\r\n', at + 1.5)
  }
  scene.frame(
    'downstream',
    Array.from({ length: 3000 }, (_, i) => (i % 7 === 0 ? 0 : i & 255)),
    420,
    60,
  )
  return scene
    .mark('ended', 'upstream', 520)
    .text('downstream', '+late answer after the half-close\r\n', 560)
    .mark('ended', 'downstream', 600)
    .mark('closed', 'upstream', 601)
    .build('redis', 'an ordinary conversation with a half-close and a late answer')
}

function hostile(): Scene {
  const nasty =
    '<script>alert(1)</script>\r\n\u202Egnp.exe\u0000\u001B[2J\u001B]0;title\u0007 javascript:alert(1) \uFEFF🦊é\n'
  const every = Array.from({ length: 256 }, (_, i) => i)
  return new SceneBuilder()
    .mark('connected', 'downstream', 1)
    .text('upstream', nasty.repeat(3), 3)
    .frame('downstream', [...every, ...every.toReversed()], 5)
    .build(
      'hostile bytes',
      'markup, terminal escapes, direction marks, every byte value: all of it only text',
    )
}

function longNames(): Scene {
  const name = 'a name that goes on and on '.repeat(3)
  return new SceneBuilder()
    .mark('connected', 'downstream', 1)
    .text('downstream', 'short', 2)
    .mark('gap', 'downstream', 3, 70_000)
    .build('long names', 'the longest name, IPv6 everywhere, a long cause: nothing pushes anything out', {
      listenerName: name,
      client: '[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:65535',
      target: `${'long-label.'.repeat(20)}test:65535`,
      remote: '[2001:db8:1111:2222:3333:4444:5555:6666]:65535',
      close: {
        cause: 'error',
        by: 'tcpscope',
        code: 'EPIPE',
        text: 'Something happened that takes a long sentence to tell, '.repeat(3),
      },
      starred: true,
      comment: `<b>${name}</b>`,
    })
}

function gap(): Scene {
  return new SceneBuilder()
    .mark('connected', 'downstream', 1)
    .text('downstream', 'before the disk was full. '.repeat(4), 10)
    .mark('gap', 'downstream', 20, 200)
    .text('downstream', 'after somebody made room. '.repeat(6), 40, 12)
    .mark('gap', 'upstream', 45, 5)
    .text('upstream', 'the upstream side lost five bytes', 50)
    .build('gap', 'bytes that were forwarded but not recorded: they are never shown as zeros')
}

function reset(): Scene {
  return new SceneBuilder()
    .mark('connected', 'downstream', 12)
    .text('upstream', 'GET / HTTP/1.0\r\n\r\n', 15)
    .text('downstream', 'HTTP/1.0 200 OK\r\n', 30, Infinity)
    .mark('reset', 'downstream', 80)
    .mark('closed', 'downstream', 80.2)
    .build('reset', 'the target resets, the client never took the last bytes', {
      close: { cause: 'reset', by: 'target', code: 'ECONNRESET', text: 'target reset the connection' },
    })
}

function tiny(): Scene {
  const scene = new SceneBuilder().mark('connected', 'downstream', 1)
  for (let i = 0; i < 3000; i++)
    scene.frame(i % 3 ? 'upstream' : 'downstream', [65 + (i % 26)], 2 + i * 0.4, i % 11 === 0 ? 2 : 0.1)
  return scene.build('tiny frames', '3,000 frames of one byte: a row has sixteen bounds')
}

function troubled(trouble: 'fails' | 'hangs'): Scene {
  const scene = redis()
  const about =
    trouble === 'fails'
      ? 'requests for bytes fail: said in place, with a retry'
      : 'requests never end: rows as placeholders'
  return {
    ...scene,
    name: `server ${trouble}`,
    about,
    trouble,
    session: { ...scene.session, ...blankSession(), ...counts(scene) },
  }
}

function counts({ session }: Scene) {
  const { durationNs, upstreamBytes, downstreamBytes, upstreamFrames, downstreamFrames, records } = session
  return { durationNs, upstreamBytes, downstreamBytes, upstreamFrames, downstreamFrames, records }
}

/** All cases, made anew. */
export function makeScenes(): Scene[] {
  return [
    redis(),
    live(),
    live(10_000),
    longNames(),
    new SceneBuilder().build('connecting', 'the target has not answered yet', {
      state: 'connecting',
      durationNs: 700_000_000,
    }),
    new SceneBuilder()
      .mark('connected', 'downstream', 1)
      .build('0 bytes', 'connected, and nothing was said', { state: 'open', durationNs: 3_000_000_000 }),
    new SceneBuilder()
      .mark('connected', 'downstream', 1)
      .frame('upstream', [0], 2)
      .build('1 byte', 'a zero, and it ends'),
    huge(),
    gap(),
    reset(),
    hostile(),
    tiny(),
    troubled('fails'),
    troubled('hangs'),
  ]
}
