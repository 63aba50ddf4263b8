import { Suspense, type ReactNode } from 'react'
import { Button } from '@mantine/core'
import { ErrorBoundary } from 'react-error-boundary'
import { errorText } from '../data/api.ts'
import { Notice } from './Notice.tsx'

interface PaneBoundaryProps {
  /** What the pane is called in a sentence: `timeline`. */
  readonly name: string
  readonly children: ReactNode
}

/** Keeps a fault of one pane in that pane, and its place while its code is on the way. */
export function PaneBoundary({ name, children }: PaneBoundaryProps) {
  return (
    <ErrorBoundary
      // oxlint-disable-next-line react/no-unstable-nested-components -- it is called, not mounted
      fallbackRender={({ error, resetErrorBoundary }) => (
        <Notice
          title={`The ${name} cannot be shown`}
          actions={
            <Button size="xs" variant="default" onClick={resetErrorBoundary}>
              Try again
            </Button>
          }
        >
          <p className="dim">{errorText(error)}</p>
        </Notice>
      )}
    >
      <Suspense fallback={null}>{children}</Suspense>
    </ErrorBoundary>
  )
}
