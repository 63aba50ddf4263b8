import { Popover, Textarea } from '@mantine/core'
import { IconMessage } from '@tabler/icons-react'
import { useState } from 'react'
import { MAX_SESSION_COMMENT, type Session } from '@tcpscope/shared/api'
import { useRemarks } from '../../stores/remarks.ts'
import { useServices } from '../../stores/services.ts'
import { SaveForm } from '../../widgets/SaveForm.tsx'
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
  return (
    <SaveForm save={() => remarks.change(session.id, { comment: text.trim() })} onDone={onDone}>
      {(error) => (
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
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
    </SaveForm>
  )
}
