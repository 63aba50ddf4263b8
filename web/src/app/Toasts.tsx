import { useEffect } from 'react'
import { Button } from '@mantine/core'
import { notifications, Notifications } from '@mantine/notifications'
import type { NoticeItem } from '../stores/notices.ts'
import { useRoute } from '../stores/route.ts'
import { useServices } from '../stores/services.ts'
import classes from './Toasts.module.css'

/** How long a toast stays, ms; the pointer over it makes it stay. */
const STAYS_MS = 7000

const COLORS = { bad: 'red', good: 'green', plain: 'blue' } as const

/** Notices as toasts. They never take the focus; a screen reader reads them when it has finished. */
export function Toasts() {
  const { notices } = useServices()
  useEffect(() => {
    let shown = new Map<string, NoticeItem>()
    const update = () => {
      const { items } = notices.getState()
      for (const item of items) {
        if (shown.get(item.id) === item) continue
        const toast = {
          id: item.id,
          title: item.title,
          message: <Message item={item} />,
          color: COLORS[item.tone],
          role: 'status',
          autoClose: STAYS_MS,
          onClose: () => notices.dismiss(item.id),
        }
        if (shown.has(item.id)) notifications.update(toast)
        else notifications.show(toast)
      }
      shown = new Map(items.map((item) => [item.id, item]))
    }
    update()
    return notices.subscribe(update)
  }, [notices])
  return <Notifications position="bottom-right" limit={4} containerWidth={360} />
}

function Message({ item }: { readonly item: NoticeItem }) {
  const { openSession } = useRoute()
  const { sessionId, message, id } = item
  return (
    <span className={classes.message}>
      <span className={classes.words}>{message}</span>
      {sessionId !== null && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            openSession(sessionId)
            notifications.hide(id)
          }}
        >
          Open
        </Button>
      )}
    </span>
  )
}
