import { assertNever } from '../base/index.ts'
import type { Session } from '../api/index.ts'
import type { Comparison, Filter, TextColumn, WordColumn } from './filter.ts'
import { isInNet } from './net.ts'

/** Whether a filter lets a session through. The catalog's SQL says the same of the same session. */
export function matchesFilter(session: Session, filter: Filter): boolean {
  switch (filter.kind) {
    case 'all':
      return filter.of.every((one) => matchesFilter(session, one))
    case 'any':
      return filter.of.some((one) => matchesFilter(session, one))
    case 'not':
      return !matchesFilter(session, filter.of)
    case 'word':
      return filter.words.includes(wordOf(session, filter.column))
    case 'text': {
      const text = foldCase(filter.text)
      return filter.columns.some((column) => {
        const own = foldCase(textOf(session, column))
        return filter.whole ? own === text : own.includes(text)
      })
    }
    case 'net':
      return filter.columns.some((column) => isInNet(textOf(session, column), filter.net))
    case 'number': {
      const sum = filter.columns.reduce((total, column) => total + Number(session[column]), 0)
      return compares(sum, filter.is, filter.value)
    }
    default:
      return assertNever(filter)
  }
}

function wordOf(session: Session, column: WordColumn): string {
  return column === 'state' ? session.state : (session.close?.[column] ?? '')
}

function textOf(session: Session, column: TextColumn): string {
  return session[column] ?? ''
}

function compares(number: number, is: Comparison, value: number): boolean {
  switch (is) {
    case '<':
      return number < value
    case '<=':
      return number <= value
    case '=':
      return number === value
    case '>=':
      return number >= value
    case '>':
      return number > value
    default:
      return assertNever(is)
  }
}

/** A to Z as a to z, and nothing else: that is what SQLite's LIKE and NOCASE do. */
export function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
