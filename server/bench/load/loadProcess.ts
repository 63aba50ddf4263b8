import { bulk } from './bulk.ts'
import { hold } from './hold.ts'
import type { FromLoad, Job, Outcome, ToLoad } from './jobs.ts'
import { ping } from './ping.ts'
import { makePattern } from './protocol.ts'
import { short } from './short.ts'

// The load, in a process of its own: does the jobs it is sent, one after the other or side by side, and ends when
// whoever started it does.

const pattern = makePattern()
const answer = (message: FromLoad): void => void process.send!(message)

function work(id: number, job: Job): Promise<Outcome> {
  switch (job.kind) {
    case 'bulk':
      return bulk(job, pattern)
    case 'ping':
      return ping(job, pattern)
    case 'short':
      return short(job, pattern)
    case 'hold':
      return hold(job, pattern, () => answer({ id, held: true }))
  }
}

process.on('message', ({ id, job }: ToLoad) => {
  work(id, job).then(
    (outcome) => answer({ id, outcome }),
    (error: unknown) => answer({ id, failure: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send!('ready')
