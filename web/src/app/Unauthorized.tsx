import { Button } from '@mantine/core'
import { useServices } from '../stores/services.ts'
import { Notice } from '../widgets/Notice.tsx'

/** The server wants its token, which only the terminal shows. */
export function Unauthorized() {
  const { live } = useServices()
  return (
    <main>
      <Notice
        title="Open the URL that is printed in the terminal"
        actions={
          <Button size="xs" onClick={() => live.retryNow()}>
            Try again
          </Button>
        }
      >
        <p>
          tcpscope shows what goes over the wire, so it lets in only who has its token. The URL with the token
          stands in the terminal where tcpscope was started; opening it once lets this browser in.
        </p>
        <p className="dim">This page goes on by itself as soon as it is let in.</p>
      </Notice>
    </main>
  )
}
