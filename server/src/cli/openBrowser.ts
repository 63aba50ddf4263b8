import { spawn } from 'node:child_process'
import { platform } from 'node:os'

/** Opens a page in the person's browser, if the system knows how; nothing happens if it does not. */
export function openBrowser(url: string): void {
  const [command, args]: [string, string[]] =
    platform() === 'darwin'
      ? ['open', [url]]
      : platform() === 'win32'
        ? ['explorer.exe', [url]]
        : ['xdg-open', [url]]
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  // No such program: the URL is on the terminal anyway.
  child.on('error', () => {})
  child.unref()
}
