import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { chromiumPath } from '#test/support/chromium.ts'

const SCREENSHOTS = join(import.meta.dirname, 'screenshots')
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What WCAG 2.2 AA asks, as far as a program can tell. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

export async function launchBrowser(): Promise<Browser> {
  const executablePath = chromiumPath()
  if (executablePath === null) throw new Error('No Chromium: install it, or set CHROMIUM_PATH')
  return chromium.launch({
    executablePath,
    // It shall speak to the page under test and to nobody else.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** One line for each barrier found: the rule, how bad, where. Empty when there is none. */
export async function barriersOn(page: Page): Promise<readonly string[]> {
  // The page's own policy forbids scripts from elsewhere; the test's own go in beside it.
  await page.evaluate(await axeSource())
  const results = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(WCAG)} })`,
  )) as AxeResults
  return results.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => `${id} (${impact ?? 'unknown'}): ${node.target.join(' ')}`),
  )
}

let source: Promise<string> | null = null
async function axeSource(): Promise<string> {
  source ??= readFile(AXE, 'utf8')
  return source
}

export async function saveScreenshot(page: Page, name: string): Promise<string> {
  await mkdir(SCREENSHOTS, { recursive: true })
  const path = join(SCREENSHOTS, `${name}.png`)
  await page.screenshot({ path, fullPage: true })
  return path
}
