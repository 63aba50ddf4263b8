import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import type { ByteRange } from '@tcpscope/shared/base'
import type { Reading } from './inspect.ts'
import classes from './Inspector.module.css'

interface ValuesProps {
  readonly about: string
  readonly readings: readonly Reading[]
  /** Offset of the byte that the readings begin with. */
  readonly start: number
  readonly onMark: (range: ByteRange | null) => void
  readonly onSelect: (range: ByteRange) => void
}

/** All readings as a list: the one under the pointer, or the arrows, has its bytes marked; Enter selects them. */
export function Values({ about, readings, start, onMark, onSelect }: ValuesProps) {
  const id = useId()
  const [active, setActive] = useState<number | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const bytesOf = (index: number): ByteRange | null => {
    const { le = null, be = null } = readings[index] ?? {}
    const size = le?.size ?? be?.size
    return size === undefined ? null : { start, end: start + size }
  }
  const look = (index: number | null) => {
    setActive(index)
    onMark(index === null ? null : bytesOf(index))
  }
  const take = (index: number) => {
    const range = bytesOf(index)
    if (range) onSelect(range)
  }
  const onKey = (event: KeyboardEvent) => {
    const last = readings.length - 1
    const at = active ?? -1
    if (event.key === 'ArrowDown' || event.key === 'ArrowRight') look(Math.min(last, at + 1))
    else if (event.key === 'ArrowUp' || event.key === 'ArrowLeft') look(Math.max(0, at - 1))
    else if (event.key === 'Home') look(0)
    else if (event.key === 'End') look(last)
    else if (event.key === 'Enter' && active !== null) take(active)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  useEffect(() => {
    if (active !== null) list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <div
      ref={list}
      className={classes.values}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select shows one line an option and no colours
      role="listbox"
      aria-label={`Values, ${about}`}
      tabIndex={0}
      aria-activedescendant={active === null ? undefined : `${id}-${active}`}
      onKeyDown={onKey}
      onBlur={() => look(null)}
      onPointerLeave={() => look(null)}
    >
      {readings.map(({ name, le, be }, i) => (
        // The keys are those of the list, and so is the focus.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={name}
          id={`${id}-${i}`}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as above
          role="option"
          tabIndex={-1}
          aria-selected={active === i}
          onPointerEnter={() => look(i)}
          onClick={() => take(i)}
        >
          <b>{name}</b>
          <span>
            {be === undefined ? (
              (le?.text ?? '–')
            ) : (
              <>
                {le?.text ?? '–'} <i>le</i> · {be?.text ?? '–'} <i>be</i>
              </>
            )}
          </span>
        </div>
      ))}
    </div>
  )
}
