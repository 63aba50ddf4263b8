import { execFileSync } from 'node:child_process'
import { own, tempDir } from './own.ts'

/** A disk of this many bytes that can be filled; undefined where we may not mount one. */
export async function smallDisk(bytes: number): Promise<string | undefined> {
  const dir = await tempDir()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', dir], { stdio: 'ignore' })
  } catch {
    process.stderr.write(
      '\n!!!!! SKIPPED: the disk-full test may not mount a tmpfs here (needs root on Linux) !!!!!\n\n',
    )
    return undefined
  }
  own({ dispose: () => void execFileSync('umount', ['-l', dir]) })
  return dir
}
