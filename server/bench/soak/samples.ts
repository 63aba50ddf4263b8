import type { Status } from '@tcpscope/shared/api'
import { descriptorsOf, type Memory, memoryOf } from './process.ts'
import type { Stage } from './stage.ts'

export interface Sample extends Memory {
  /** Since the run began, ms. */
  readonly at: number
  readonly descriptors: number
  readonly openConnections: number
  readonly hexLagBytes: number
  readonly tapBytes: number
}

/** One look at the process and at what it says of itself. What must never be is a fault at once. */
export async function takeSample({ scope, faults }: Stage, at: number): Promise<Sample> {
  const status = await scope.api.status()
  for (const wrong of troubles(status)) faults.add('status', wrong)
  const { openConnections, hexLagBytes, tapBytes } = status
  return {
    at,
    ...memoryOf(scope.pid),
    descriptors: descriptorsOf(scope.pid, scope.uiPort).total,
    openConnections,
    hexLagBytes,
    tapBytes,
  }
}

function troubles({ captureError, gapBytes, acceptErrors }: Status): string[] {
  const wrong: string[] = []
  if (captureError !== null) wrong.push(`recording fails: ${captureError}`)
  if (gapBytes > 0) wrong.push(`${gapBytes} bytes were not captured`)
  if (acceptErrors > 0) wrong.push(`${acceptErrors} accepts failed`)
  return wrong
}
