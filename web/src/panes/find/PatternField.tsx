import { InputBase, SegmentedControl } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { KeyboardEvent, RefObject } from 'react'
import type { Direction } from '@tcpscope/shared/base'
import { MAX_PATTERN, PATTERN_KINDS, type SearchPattern } from '../../stores/searchRun.ts'
import { convertPattern } from './convertPattern.ts'
import classes from './Find.module.css'

const EXAMPLES = {
  text: 'text to find',
  hex: 'hex, for example de ad ?? 4?',
  regexp: 'regular expression, for example ^PASS .*$',
} as const

const DIRECTIONS = [
  { value: 'both', label: <span title="Both directions">↑↓</span> },
  { value: 'upstream', label: <span title="Client to target only">↑</span> },
  { value: 'downstream', label: <span title="Target to client only">↓</span> },
]

interface PatternFieldProps {
  readonly pattern: SearchPattern
  readonly onChange: (pattern: SearchPattern) => void
  /** What the field is for, in words. */
  readonly label: string
  readonly input: RefObject<HTMLInputElement | null>
  readonly wrong: boolean
  /** Id of the element that says what is wrong. */
  readonly describedBy: string
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** What to look for: the pattern, what it is written as, whether case counts, and which direction. */
export function PatternField({
  pattern,
  onChange,
  label,
  input,
  wrong,
  describedBy,
  onKeyDown,
}: PatternFieldProps) {
  const { kind, source, ignoreCase, direction } = pattern
  return (
    <>
      <InputBase
        ref={input}
        className={classes.source ?? ''}
        size="xs"
        aria-label={label}
        // What Mantine puts there itself would take the place of this.
        withAria={false}
        aria-describedby={describedBy}
        aria-invalid={wrong}
        error={wrong}
        placeholder={EXAMPLES[kind]}
        leftSection={<IconSearch size={14} />}
        value={source}
        maxLength={MAX_PATTERN}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ ...pattern, source: event.currentTarget.value })}
        onKeyDown={onKeyDown}
      />
      <SegmentedControl
        className={classes.choice ?? ''}
        size="xs"
        aria-label="What the pattern is"
        data={PATTERN_KINDS.map((value) => ({ value, label: value }))}
        value={kind}
        onChange={(next) =>
          onChange(convertPattern(pattern, PATTERN_KINDS.find((one) => one === next) ?? 'text'))
        }
      />
      <button
        type="button"
        className={classes.toggle}
        aria-pressed={!ignoreCase}
        aria-label="Match case"
        title={kind === 'hex' ? 'Hex digits have no case' : 'Match case'}
        disabled={kind === 'hex'}
        onClick={() => onChange({ ...pattern, ignoreCase: !ignoreCase })}
      >
        Aa
      </button>
      <SegmentedControl
        className={classes.choice ?? ''}
        size="xs"
        aria-label="Direction"
        data={DIRECTIONS}
        value={direction ?? 'both'}
        onChange={(next) => onChange({ ...pattern, direction: next === 'both' ? null : (next as Direction) })}
      />
    </>
  )
}
