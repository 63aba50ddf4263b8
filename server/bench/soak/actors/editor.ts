import { freePort } from '../../../test/kit/peer.ts'
import { RestError } from '../../../test/kit/rest.ts'
import type { Gate } from '../gates.ts'
import type { Random } from '../random.ts'
import { pause, type Stage } from '../stage.ts'

const BETWEEN_MS = 900
/** Listeners beside the steady ones. */
const MOST_GATES = 4

export interface Edits {
  count: number
}

/** Somebody who edits, moves, stops, starts, makes and deletes listeners while talks go on through them. */
export async function edit(stage: Stage, random: Random, edits: Edits): Promise<void> {
  while (!stage.ending.aborted) {
    await pause(stage, random, BETWEEN_MS)
    if (stage.ending.aborted) return
    try {
      await editOne(stage, random)
      edits.count++
    } catch (error) {
      // A port that was free a moment ago need not be so now.
      if (error instanceof RestError && error.code === 'port_in_use') continue
      stage.faults.add('editing listeners', error)
    }
  }
}

async function editOne(stage: Stage, random: Random): Promise<void> {
  const { api } = stage.scope
  const edited = stage.gates.all().filter(({ steady }) => !steady)
  const gate = random.pick(edited)
  if (!gate || (edited.length < MOST_GATES && random.chance(0.2))) {
    const targetPort = random.pick(stage.targets)!.port
    stage.gates.add(await api.createListener({ targetHost: '127.0.0.1', targetPort }), { steady: false })
    return
  }
  switch (random.pick(['name', 'target', 'hex log', 'timeout', 'move', 'stop', 'stop', 'delete'])) {
    case 'name':
      await mustAnswer(stage, gate, { name: `soak ${random.int(1, 1000)}` })
      return
    case 'target':
      await mustAnswer(stage, gate, { targetPort: random.pick(stage.targets)!.port })
      return
    case 'hex log':
      await mustAnswer(stage, gate, { hexLog: random.pick(['live', 'on-demand', 'off'] as const)! })
      return
    case 'timeout':
      await mustAnswer(stage, gate, { connectTimeoutMs: random.int(5000, 20_000) })
      return
    case 'move': {
      const { boundPort } = await api.patchListener(gate.id, { port: await freePort() })
      gate.port = boundPort
      return
    }
    case 'stop': {
      // Whoever dials meanwhile runs into the closed port.
      await api.stopListener(gate.id)
      gate.port = null
      await pause(stage, random, 300)
      const { boundPort } = await api.startListener(gate.id)
      gate.port = boundPort
      return
    }
    default:
      await api.deleteListener(gate.id)
      stage.gates.remove(gate)
  }
}

/** Changes settings; the answer must have them. */
async function mustAnswer(
  stage: Stage,
  gate: Gate,
  patch: Parameters<Stage['scope']['api']['patchListener']>[1],
) {
  const listener = await stage.scope.api.patchListener(gate.id, patch)
  for (const [key, value] of Object.entries(patch)) {
    const now = (listener as Record<string, unknown>)[key]
    if (now !== value) throw new Error(`${key} was set to ${String(value)} and is ${String(now)}`)
  }
}
