import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The browser that the pages are tested in: nothing is downloaded for it. */
export function chromiumPath(): string | null {
  const given = process.env['CHROMIUM_PATH']
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)]
  const places = folders.flatMap((dir) => NAMES.map((name) => join(dir, name)))
  return [...(given === undefined ? [] : [given]), ...places].find(runnable) ?? null
}

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
