import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { openOne } from '#test/support/database.ts'
import { launchBrowser } from './support.ts'

/** A page, and everything that went wrong on it that nobody would see by looking. */
export type Watched = Readonly<{ page: Page; troubles: readonly string[] }>

export type Stage = Readonly<{
  cascade: Cascade
  browser: Browser
  /** A window of its own at an address of the product. */
  open: (path: string, options?: BrowserContextOptions) => Promise<Watched>
  /** Waits for the pathway update that goes out when the demonstration begins, so that nothing moves by itself. */
  settled: () => Promise<void>
  close: () => Promise<void>
}>

/** The whole product with its demonstration, and a real browser before it. */
export async function openStage(): Promise<Stage> {
  const [browser, cascade] = await Promise.all([
    launchBrowser(),
    openOne().then(async (database) => startCascade(database)),
  ])
  return {
    cascade,
    browser,
    open: async (path, options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: 'en-GB',
        ...options,
      })
      const page = await context.newPage()
      page.setDefaultTimeout(45_000)
      const troubles = listen(page)
      await page.goto(new URL(path, cascade.url).href)
      return { page, troubles }
    },
    settled: async () => {
      for (const user of ['siobhan-keane', 'priya-raman', 'amara-okafor'])
        await cascade.as(user).card('Minor eye conditions')
    },
    close: async () => {
      await browser.close()
      await cascade.stop()
      await cascade.database.close()
    },
  }
}

/** Dialogs, errors, refused resources, broken policies: any of them is a defect of the page. */
function listen(page: Page): readonly string[] {
  const troubles: string[] = []
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('console', (line) => {
    if (line.type() === 'error') troubles.push(`console: ${line.text()}`)
  })
  return troubles
}

/** One person's half of the window. */
export function paneOf(page: Page, user: string) {
  const pane = page.locator(`#pane-${user}`)
  const card = (title: string | RegExp, text: string | RegExp = ''): Locator =>
    pane
      .getByRole('article')
      .filter({ has: page.locator('.cascade-card__title', { hasText: title }) })
      .filter({ hasText: text })
      .last()
  return {
    pane,
    log: pane.locator('.cascade-scroll'),
    card,
    box: pane.getByRole('textbox', { name: /^Message Cascade/ }),
    form: pane.locator('.cascade-form'),
    /** Types a command and sends it; the line typed stands in the chat when this ends. */
    say: async (text: string) => {
      await pane.locator('.cascade-say').fill(text)
      await pane.locator('.cascade-say').press('Enter')
      await pane.locator('.cascade-typed').filter({ hasText: text }).last().waitFor()
    },
    press: async (label: string | RegExp, title: string | RegExp) => {
      await card(title).getByRole('button', { name: label }).click()
    },
  }
}

/** By how many pixels a document is wider than its window. */
export const sideways = async (page: Page): Promise<number> =>
  page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  ) as Promise<number>

export type Box = Readonly<{ left: number; top: number; right: number; bottom: number }>

/** Where something stands in the window. */
export async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.boundingBox()
  if (box === null) throw new Error('That is not shown at all')
  return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height }
}

/** Whether the title of a card stands in the part of the chat that is shown. */
export async function isShown(log: Locator, card: Locator): Promise<boolean> {
  const [outer, inner] = await Promise.all([
    boxOf(log),
    boxOf(card.locator('.cascade-card__title')),
  ])
  return inner.top >= outer.top && inner.bottom <= outer.bottom
}

export const hasFocus = async (locator: Locator): Promise<boolean> =>
  (await locator.and(locator.page().locator(':focus')).count()) === 1
