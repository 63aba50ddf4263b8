/** Files of this machine; addresses of our API are none. */
const PATHS = /(?<![\w:/.])\/(?!api\/)[\w.@+-]+(?:\/[\w.@+-]+)+/g

/** An error in one line that may be kept: without its stack, and without paths of this machine. */
export function inOneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text
    .split('\n')[0]!
    .replaceAll('file://', '')
    .replaceAll(PATHS, (path) => path.slice(path.lastIndexOf('/') + 1))
}
