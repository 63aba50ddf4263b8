import type { ReactNode } from 'react'
import classes from './Notice.module.css'

interface NoticeProps {
  readonly title: string
  readonly children?: ReactNode
  /** Buttons under the text. */
  readonly actions?: ReactNode
}

/** What stands in the middle of an empty pane: what is (not) there, and what to do next. */
export function Notice({ title, children, actions }: NoticeProps) {
  return (
    <div className={classes.notice}>
      <h2 className={classes.title}>{title}</h2>
      {children}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}
