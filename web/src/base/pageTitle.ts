import { NANOS_PER_SECOND } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'

const NAME = 'tcpscope'

/**
 * Control characters, and those that turn text around or hide in it (of names and filters, which people choose): in the
 * page they stay in their own element, but a title is one line with others' text beside it.
 */
const UNRULY = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** What a browser calls the list: `redis · state:open · tcpscope`; without a filter only whose page it is. */
export function listTitle(...parts: readonly (string | null | undefined)[]): string {
  return [...parts.filter((part) => part), NAME].join(' · ').replace(UNRULY, '\ufffd')
}

/**
 * What a browser calls an opened session: `#12 127.0.0.1:5000 → redis:6379 · cache · tcpscope`. The number comes
 * first, since tabs among twenty show little more.
 * @param asOfNs the moment that is shown, ns since the session's start; null: the present
 */
export function sessionTitle(
  { number, client, target, listenerName }: Pick<Session, 'number' | 'client' | 'target' | 'listenerName'>,
  asOfNs: number | null,
): string {
  return listTitle(
    `#${number} ${client} → ${target}`,
    // A listener without a name of its own is called after its target.
    listenerName === target ? null : listenerName,
    asOfNs === null ? null : `as of +${(asOfNs / NANOS_PER_SECOND).toFixed(3)} s`,
  )
}
