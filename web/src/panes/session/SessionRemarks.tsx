import { Button, Popover, Textarea } from '@mantine/core'
import { IconMessage } from '@tabler/icons-react'
import { useState } from 'react'
import { MAX_SESSION_COMMENT, type Session } from '@tcpscope/shared/api'
import { errorText } from '../../data/api.ts'
import { useRemarks } from '../../stores/remarks.ts'
import { useServices } from '../../stores/services.ts'
import { StarButton } from '../../widgets/StarButton.tsx'
import { starSession } from '../../widgets/starSession.ts'
import classes from './SessionRemarks.module.css'

/** What people say of the session: its star, and its comment. */
export function SessionRemarks({ session }: { readonly session: Session }) {
  const { remarks } = useServices()
  const { starred, comment } = useRemarks(remarks, session)
  const [opened, setOpened] = useState(false)
  return (
    <span className={classes.remarks}>
      <StarButton session={session} starred={starred} onStar={(on) => starSession(session, on, remarks)} />
      <Popover
        opened={opened}
        onChange={setOpened}
        position="bottom-start"
        trapFocus
        returnFocus
        withinPortal
        width={360}
      >
        <Popover.Target>
          <button
            type="button"
            className={classes.comment}
            title={comment === '' ? 'Say something of this session' : comment}
            onClick={() => setOpened(!opened)}
          >
            <IconMessage size={14} aria-hidden="true" />
            <span className={classes.words}>{comment === '' ? 'comment' : comment}</span>
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Comment on the session">
          <CommentForm session={session} comment={comment} onDone={() => setOpened(false)} />
        </Popover.Dropdown>
      </Popover>
    </span>
  )
}

interface CommentFormProps {
  readonly session: Session
  readonly comment: string
  readonly onDone: () => void
}

function CommentForm({ session, comment, onDone }: CommentFormProps) {
  const { remarks } = useServices()
  const [text, setText] = useState(comment)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  async function save(): Promise<void> {
    setBusy(true)
    try {
      await remarks.change(session.id, { comment: text.trim() })
      onDone()
    } catch (failure) {
      setError(errorText(failure))
      setBusy(false)
    }
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Textarea
        data-autofocus
        label="Comment"
        description="Ctrl+Enter saves; empty: no comment"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={MAX_SESSION_COMMENT}
        value={text}
        error={error}
        errorProps={{ role: 'alert' }}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setError(null)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !busy) void save()
        }}
      />
      <div className={classes.buttons}>
        <Button variant="default" size="xs" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" size="xs" loading={busy}>
          Save
        </Button>
      </div>
    </form>
  )
}
