import { describe, expect, it } from 'vitest'
import type { Command, CommandGroup } from '../../stores/commands.ts'
import { rankCommands, sectionsOf } from './rank.ts'

const command = (group: CommandGroup, title: string, words = ''): Command => ({
  id: title,
  group,
  title,
  words,
  run: () => undefined,
})
const ALL = [
  command('Session', 'Download the hex log', 'save export'),
  command('Listeners', 'Stop redis', ':6400 127.0.0.1:6379'),
  command('Listeners', 'Start redis-cache'),
  command('View', 'Dark colours', 'theme scheme'),
  command('Help', 'Keyboard shortcuts', 'keys'),
]
const groups = (bestFirst: boolean) => sectionsOf(ALL.toReversed(), bestFirst).map(({ group }) => group)
const found = (query: string) => rankCommands(ALL, query).map(({ title }) => title)

describe('rank', () => {
  it('[PAL5] every typed word must be in the command, in any order and any case', () => {
    expect(found('HEX down')).toEqual(['Download the hex log'])
    expect(found('hex dark')).toEqual([])
  })

  it("[PAL6] the title's beginning is better than a word of it, that better than its inside, that than other words", () => {
    expect(found('st')).toEqual(['Stop redis', 'Start redis-cache'])
    expect(found('s')).toEqual([
      'Stop redis',
      'Start redis-cache',
      'Keyboard shortcuts',
      'Dark colours',
      'Download the hex log',
    ])
    expect(found('theme')).toEqual(['Dark colours'])
    expect(found('6379')).toEqual(['Stop redis'])
  })

  it('[PAL7] groups in their order, or the one of the best command first', () => {
    expect(groups(false)).toEqual(['Session', 'Listeners', 'View', 'Help'])
    expect(groups(true)).toEqual(['Help', 'View', 'Listeners', 'Session'])
  })
})
