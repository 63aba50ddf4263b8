import { HELP, OptionError, parseOptions } from './base/options.ts'
import { publish } from './base/publish.ts'
import { allResults, toPublish } from './base/results.ts'
import { runSuite, sayingWhatIsWrong } from './base/suite.ts'
import { goalTable, provenance } from './base/table.ts'
import { SCENARIOS } from './scenarios/index.ts'

// `npm run bench`: joins everything, runs the scenarios that were asked for, reports, keeps the results.

const say = (text: string): void => console.log(text)

/** Prints the newest results as Markdown, and writes them into the documentation. */
async function showTable(): Promise<void> {
  const results = toPublish(allResults())
  if (!results) throw new OptionError('--table: there are no results of a whole run yet.')
  say(`${goalTable(results)}\n\n${provenance(results)}`)
  say(`\nwritten: ${(await publish(results)).join(', ')}`)
}

await sayingWhatIsWrong(HELP, async () => {
  const options = parseOptions(process.argv.slice(2))
  if (options.action === 'help') say(HELP)
  else if (options.action === 'table') await showTable()
  else await runSuite('proxy', SCENARIOS, options)
})
