import { Rest } from '../../../test/kit/rest.ts'
import { checkRecording, type RecordingJob } from './recording.ts'

// Checks recordings in a process of its own, so that the talks are not held up: a job in, what is wrong with it out.
// Ends with whoever started it.

const [base = '', token = ''] = process.argv.slice(2)
const api = new Rest(base, token)

process.on('message', (job: RecordingJob) => {
  checkRecording(job, api)
    .catch((error: unknown) => [String(error instanceof Error ? error.stack : error)])
    .then((wrong) => process.send!({ session: job.session.id, wrong }))
    .catch(() => process.exit(1))
})
process.on('disconnect', () => process.exit())
