// Which Chromium the browser tests run. No dependencies: prepare.mjs asks before node_modules exists.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/**
 * Path of an installed Chromium: CHROMIUM_PATH when set, else Debian's place, else the first one on the PATH.
 * @returns {string | undefined} undefined when there is none (Playwright may still have its own download)
 */
export function installedChromium() {
  const chosen = process.env['CHROMIUM_PATH']
  if (chosen) return chosen
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return ['/usr/bin/chromium', ...onPath].find(isExecutable)
}

/**
 * @param {string} path
 * @returns {boolean}
 */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
