import { COMMAND_GROUPS, type Command, type CommandGroup } from '../../stores/commands.ts'

/** What a typed word found in a command is worth. Everything else a command is found by counts as OTHER. */
const TITLE_START = 8
const WORD_START = 4
const INSIDE = 2
const OTHER = 1

/**
 * How well a command fits: the sum over the typed words, each of which must be in it.
 * @param query lower case, words separated by blanks
 * @returns 0 when a word is missing; the greater the better
 */
function scoreOf(command: Command, query: string): number {
  const title = command.title.toLowerCase()
  const others = `${command.group} ${command.about ?? ''} ${command.words ?? ''}`.toLowerCase()
  let sum = 0
  for (const word of query.split(/\s+/).filter(Boolean)) {
    const worth = worthOf(title, word) || (others.includes(word) ? OTHER : 0)
    if (worth === 0) return 0
    sum += worth
  }
  return sum
}

function worthOf(title: string, word: string): number {
  if (title.startsWith(word)) return TITLE_START
  const at = title.indexOf(word)
  if (at < 0) return 0
  return title.includes(` ${word}`) ? WORD_START : INSIDE
}

/** The commands that fit, best first; of equals the one that was registered first. */
export function rankCommands(commands: readonly Command[], query: string): Command[] {
  const words = query.toLowerCase()
  return commands
    .map((command) => ({ command, score: scoreOf(command, words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ command }) => command)
}

/** A heading and what stands below it. */
export interface Section {
  readonly group: CommandGroup
  readonly commands: readonly Command[]
}

/**
 * Commands under the headings of their groups. Without `bestFirst` the groups have their fixed order; with it
 * the group of the best command comes first.
 */
export function sectionsOf(commands: readonly Command[], bestFirst: boolean): Section[] {
  const groups = bestFirst ? [...new Set(commands.map(({ group }) => group))] : COMMAND_GROUPS
  return groups
    .map((group) => ({ group, commands: commands.filter((command) => command.group === group) }))
    .filter((section) => section.commands.length > 0)
}
