import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import type { Results } from './results.ts'
import { figureSection, goalTable, provenance, replaceMarked, summaryTable } from './table.ts'

const path = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url))

/** Writes results into the documentation, between their markers. @returns the files */
export async function publish(results: Results): Promise<string[]> {
  const named = (id: string): string =>
    results.scenarios
      .filter(({ ids }) => ids.includes(id))
      .map(figureSection)
      .join('\n\n')
  const others = results.scenarios
    .filter(({ ids }) => !ids.includes('scale'))
    .map(figureSection)
    .join('\n\n')
  const from = provenance(results)
  await rewrite('README.md', (text) => replaceMarked(text, 'summary', `${summaryTable(results)}\n\n${from}`))
  await rewrite('docs/performance.md', (text) => {
    const goals = replaceMarked(text, 'goals', `${goalTable(results)}\n\n${from}`)
    return replaceMarked(replaceMarked(goals, 'scale', named('scale')), 'figures', others)
  })
  return ['README.md', 'docs/performance.md']
}

/** The same for results of the page. @returns the files */
export async function publishWeb(results: Results): Promise<string[]> {
  const figures = results.scenarios.map(figureSection).join('\n\n')
  const text = `${goalTable(results)}\n\n${provenance(results)}\n\n${figures}`
  await rewrite('docs/performance.md', (document) => replaceMarked(document, 'web', text))
  return ['docs/performance.md']
}

async function rewrite(file: string, change: (text: string) => string): Promise<void> {
  const text = change(readFileSync(path(file), 'utf8'))
  const config = await resolveConfig(path(file))
  writeFileSync(path(file), await format(text, { ...config, filepath: path(file) }))
}
