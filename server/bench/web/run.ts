import { sayingWhatIsWrong, runSuite } from '../base/suite.ts'
import { OptionError, parseOptions } from '../base/options.ts'
import { publishWeb } from '../base/publish.ts'
import { allResults, newestParts, toPublish } from '../base/results.ts'
import { WEB_SCENARIOS } from './index.ts'

// `npm run bench:web`: the page, in a real browser.

const HELP = `npm run bench:web -- [options]

  --quick            one round and smaller loads: about two minutes
  --rounds N         rounds that count (5; quick: 1)
  --only W1,W3       these scenarios alone
  --list             what scenarios there are
  --compare FILE     compare with these results instead of the newest earlier ones
  --seed N           the order of a former run
  --table            no run: write the newest results of each scenario into docs/performance.md
`

await sayingWhatIsWrong(HELP, async () => {
  const options = parseOptions(process.argv.slice(2))
  if (options.action === 'help') console.log(HELP)
  else if (options.action === 'table') {
    const all = allResults(undefined, 'web')
    const results = newestParts(all) ?? toPublish(all)
    if (!results) throw new OptionError('--table: there are no results yet.')
    console.log(`written: ${(await publishWeb(results)).join(', ')}`)
  } else await runSuite('web', WEB_SCENARIOS, options)
})
