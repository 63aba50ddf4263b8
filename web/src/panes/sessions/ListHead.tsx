/* oxlint-disable jsx-a11y/prefer-tag-over-role -- as the rows: see SessionRow */
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { isSorting, NEWEST_FIRST, type Sorting } from '@tcpscope/shared/filter'
import { useRoute } from '../../stores/route.ts'
import type { Column } from './columns.ts'
import classes from './SessionList.module.css'

/** The headings; a click sorts, another one the other way round, a third goes back to newest first. */
export function ListHead({ columns }: { readonly columns: readonly Column[] }) {
  const { sorting, setSorting } = useRoute()
  return (
    <div className={classes.head} role="row" aria-rowindex={1}>
      {columns.map((column) => (
        <span
          key={column.id}
          role="columnheader"
          data-column={column.id}
          data-number={column.isNumber}
          aria-sort={ariaSort(column, sorting)}
        >
          {column.title === '' ? (
            <span className="visually-hidden">Actions</span>
          ) : column.sort ? (
            <button
              type="button"
              className={classes.sort}
              title={`Sort by ${column.title.toLowerCase()}`}
              onClick={() => setSorting(nextSorting(column, sorting))}
            >
              {column.title}
              {sorting.sort === column.sort &&
                (sorting.order === 'asc' ? (
                  <IconChevronUp size={12} aria-hidden="true" />
                ) : (
                  <IconChevronDown size={12} aria-hidden="true" />
                ))}
            </button>
          ) : (
            column.title
          )}
        </span>
      ))}
    </div>
  )
}

function ariaSort({ sort }: Column, sorting: Sorting): 'ascending' | 'descending' | undefined {
  if (sort === undefined || sort !== sorting.sort) return undefined
  return sorting.order === 'asc' ? 'ascending' : 'descending'
}

function nextSorting({ sort, isNumber }: Column, now: Sorting): Sorting {
  if (sort === undefined) return NEWEST_FIRST
  const [first, second] = isNumber ? (['desc', 'asc'] as const) : (['asc', 'desc'] as const)
  if (isSorting(now, { sort, order: first })) return { sort, order: second }
  return now.sort === sort ? NEWEST_FIRST : { sort, order: first }
}
