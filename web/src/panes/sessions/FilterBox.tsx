import { type RefObject, useEffect, useRef, useState } from 'react'
import { CloseButton, Combobox, InputBase, useCombobox } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFilter } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { complete, type Completions, completionsAt, FIELDS, FilterError } from '@tcpscope/shared/filter'
import { MAX_FILTER } from '@tcpscope/shared/api'
import { isTyping } from '../../base/keys.ts'
import { rulesOf } from '../../stores/listRules.ts'
import { useServices } from '../../stores/services.ts'
import classes from './FilterBox.module.css'

interface FilterBoxProps {
  /** What the list is filtered by. */
  readonly value: string
  readonly onChange: (text: string) => void
}

/** Offers shown at once; more are found by typing on. */
const SHOWN = 16
/** How long one must rest before the list follows what is typed, ms. */
const REST_MS = 250
const FAULT_ID = 'filter-fault'

/**
 * The box in which a filter is written: offers what could come next, and says under the place what is wrong. The list
 * follows while one types, as soon as it makes sense. `/` brings the focus here.
 */
export function FilterBox({ value, onChange }: FilterBoxProps) {
  const { listeners } = useServices()
  const names = useStore(listeners, (state) => state.listeners)
  const [text, setText] = useState(value)
  // What the box itself has given on last.
  const [sent, setSent] = useState(value)
  const [cursor, setCursor] = useState(value.length)
  const [fault, setFault] = useState<FilterError | null>(() => faultOf(value))
  const input = useRef<HTMLInputElement>(null)
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  useSlash(input)

  const follow = useDebouncedCallback((next: string) => apply(next), REST_MS)
  function apply(next: string): void {
    const found = faultOf(next)
    setFault(found)
    if (found) return
    setSent(next.trim())
    onChange(next.trim())
  }
  // The filter was changed by something else (the back button, a command, a saved one): the box follows.
  useEffect(() => {
    if (value === sent) return
    // What was typed a moment ago must not come after it.
    follow.cancel()
    setSent(value)
    setText(value)
    setFault(faultOf(value))
    // Only when it changes: while one types, `sent` is ahead of it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [value])

  const known = { listeners: names.map(({ name }) => name) }
  const offers = completionsAt(text, Math.min(cursor, text.length), known)
  const shown = offers.items.slice(0, SHOWN)

  function write(next: string, at: number): void {
    setText(next)
    setCursor(at)
    setFault(null)
    combobox.openDropdown()
    combobox.resetSelectedOption()
    // The beginning of a field's name is not yet a word to look for; Enter makes it one.
    if (beginsField(next, at)) follow.cancel()
    else follow(next)
  }
  function take(item: Completions['items'][number]): void {
    const done = complete(text, offers, item)
    write(done.text, done.cursor)
    // After React has put the new text there.
    requestAnimationFrame(() => input.current?.setSelectionRange(done.cursor, done.cursor))
  }
  function readCursor(): void {
    setCursor(input.current?.selectionStart ?? text.length)
  }

  return (
    <Combobox
      store={combobox}
      position="bottom-start"
      width="target"
      offset={2}
      withinPortal={false}
      onOptionSubmit={(chosen) => {
        const item = shown.find((one) => one.text === chosen)
        if (item) take(item)
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <InputBase
          ref={input}
          className={classes.box ?? ''}
          classNames={{ input: classes.input ?? '' }}
          size="xs"
          // It is an input, with offers.
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="combobox"
          aria-expanded={combobox.dropdownOpened}
          aria-controls={combobox.listId ?? undefined}
          aria-autocomplete="list"
          aria-label="Filter sessions"
          aria-invalid={fault !== null}
          // What Mantine puts there itself would take the place of this.
          withAria={false}
          aria-describedby={fault ? FAULT_ID : undefined}
          placeholder="filter: state:open bytes>1M …"
          leftSection={<IconFilter size={14} aria-hidden="true" />}
          rightSection={
            text && (
              <CloseButton
                size="xs"
                aria-label="Clear the filter"
                onClick={() => {
                  write('', 0)
                  input.current?.focus()
                }}
              />
            )
          }
          value={text}
          maxLength={MAX_FILTER}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={({ currentTarget }) =>
            write(currentTarget.value, currentTarget.selectionStart ?? currentTarget.value.length)
          }
          onSelect={readCursor}
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => {
            combobox.closeDropdown()
            setFault(faultOf(text))
          }}
          onKeyDown={(event) => {
            // With an offer chosen Enter takes it; the combobox does that.
            if (event.key === 'Enter' && combobox.getSelectedOptionIndex() === -1) {
              apply(text)
              if (!faultOf(text)) combobox.closeDropdown()
            } else if (event.key === 'Escape') {
              event.preventDefault()
              if (combobox.dropdownOpened) combobox.closeDropdown()
              else input.current?.blur()
            }
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown
        className={classes.dropdown ?? ''}
        hidden={!fault && text !== '' && shown.length === 0}
      >
        {fault && <Fault fault={fault} scrolled={input.current?.scrollLeft ?? 0} />}
        <Combobox.Options aria-label="What could come next" className={classes.options ?? ''}>
          {shown.map(({ text: offer, about }, index) => (
            <Combobox.Option key={offer} value={offer} active={index === 0}>
              <span className={classes.offer}>{offer}</span> <span className="dim">{about}</span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
        {text === '' && <Help />}
      </Combobox.Dropdown>
    </Combobox>
  )
}

/** A sentence, and an arrow up to the place in the box above; its letters all have the same width. */
function Fault({ fault, scrolled }: { readonly fault: FilterError; readonly scrolled: number }) {
  return (
    <div className={classes.fault} role="alert" id={FAULT_ID}>
      <span
        className={classes.arrow}
        style={{ left: `calc(${fault.at}ch + 30px - ${scrolled}px)` }}
        aria-hidden="true"
      >
        ▲
      </span>
      {fault.message} <span className="visually-hidden">At character {fault.at + 1}.</span>
    </div>
  )
}

/** What can be written, for an empty box. */
function Help() {
  const examples = FIELDS.map(({ example }) => example)
  return (
    <div className={classes.help}>
      <p>
        Terms side by side must all hold. <code>or</code>, <code>not</code> and <code>( )</code> work as
        usual, <code>-</code> in front turns a term round, a comma between values means any of them. A word
        alone is looked for in addresses and listener names, <code>#17</code> is a number.
      </p>
      <p>
        <code>{examples.slice(0, 4).join(' ')}</code> … ↓ to choose, Enter to take.
      </p>
    </div>
  )
}

function beginsField(text: string, cursor: number): boolean {
  const { from, items } = completionsAt(text, cursor, { listeners: [] })
  return items.length > 0 && /^[a-z]+$/i.test(text.slice(from, cursor))
}

function faultOf(text: string): FilterError | null {
  try {
    rulesOf({ filter: text })
    return null
  } catch (error) {
    if (error instanceof FilterError) return error
    throw error
  }
}

function useSlash(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key !== '/' || event.defaultPrevented || event.ctrlKey || event.metaKey) return
      if (isTyping(event.target)) return
      event.preventDefault()
      input.current?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [input])
}
