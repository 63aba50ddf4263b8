import { Button } from '@mantine/core'
import type { FilterError } from '@tcpscope/shared/filter'
import { bytesAsked } from '../../stores/listRules.ts'
import { useRoute } from '../../stores/route.ts'
import { NO_PATTERN } from '../../stores/searchRun.ts'
import { useServices } from '../../stores/services.ts'
import { Notice } from '../../widgets/Notice.tsx'
import classes from './SessionList.module.css'

/** In place of the rows: what is wrong with the filter and where; one that asks for bytes becomes a search. */
export function FilterFault({ fault }: { readonly fault: FilterError }) {
  const { searchAll } = useServices()
  const { filter, setFilter } = useRoute()
  const asked = bytesAsked(filter)
  return (
    <Notice
      title={asked ? 'This filter asks for recorded bytes' : 'The filter cannot be read'}
      actions={
        <>
          {asked && (
            <Button
              size="xs"
              onClick={() => {
                // The panel searches what the list shows: the rest stays its filter.
                setFilter({ filter: asked.filter.filter ?? null })
                searchAll.search({ ...NO_PATTERN, source: asked.text }, asked.filter)
                searchAll.show()
              }}
            >
              Search the bytes
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => setFilter({ filter: null })}>
            Clear the filter
          </Button>
        </>
      }
    >
      <p>
        <code>
          {filter.filter?.slice(0, fault.at)}
          <mark className={classes.wrong}>{filter.filter?.slice(fault.at) || ' '}</mark>
        </code>
      </p>
      <p className="dim">{fault.message}</p>
    </Notice>
  )
}
