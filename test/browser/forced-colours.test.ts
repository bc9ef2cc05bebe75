import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportOf } from './report-link.ts'
import { openStage, paneOf, type Stage } from './stage.ts'
import { saveScreenshot } from './support.ts'

let stage: Stage
let report: string
beforeAll(async () => {
  stage = await openStage()
  await stage.settled()
  const amara = stage.cascade.as('amara-okafor')
  await amara.press('Read', 'Minor eye conditions')
  report = await reportOf(stage.cascade, 'tomasz-wieczorek', 24)
})
afterAll(() => stage.close())

const FORCED = { forcedColors: 'active' } as const

/** The colours that a picture of something holds, the commonest first. */
async function coloursOf(part: Locator): Promise<readonly string[]> {
  const picture = (await part.screenshot()).toString('base64')
  return part.page().evaluate(COLOURS.replace('PICTURE', picture))
}

const COLOURS = `(async () => {
  const bytes = Uint8Array.from(atob('PICTURE'), (letter) => letter.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  const context = canvas.getContext('2d')
  context.drawImage(bitmap, 0, 0)
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
  const counts = new Map()
  for (let i = 0; i < data.length; i += 4) {
    const colour = data[i] + ',' + data[i + 1] + ',' + data[i + 2]
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1]).filter(([, n]) => n > data.length / 4 / 100).map(([colour]) => colour)
})()`

/** Whether each side of something is drawn with a line of another colour than what is inside it. */
const BORDERS = `[...document.querySelectorAll('main button:not(.nhsuk-u-visually-hidden), main a.nhsuk-button')]
  .filter((button) => button.checkVisibility())
  .filter((button) => {
    const style = getComputedStyle(button)
    return ['top', 'right', 'bottom', 'left'].some((side) =>
      style['border-' + side + '-style'] === 'none' ||
      Number.parseFloat(style['border-' + side + '-width']) < 1)
  })
  .map((button) => button.textContent.trim())`

const borderless = async (page: Page): Promise<readonly string[]> => page.evaluate(BORDERS)

test('in forced colours every button has a border, and tags, notes and cards are told apart', async () => {
  const { page } = await stage.open('/chat?as=tomasz-wieczorek&with=amara-okafor', FORCED)
  expect(await page.evaluate(`matchMedia('(forced-colors: active)').matches`)).toBe(true)
  const amara = paneOf(page, 'amara-okafor')
  await saveScreenshot(page, 'forced-1-chat')
  expect(await borderless(page)).toEqual([])
  const button = amara.card('Minor eye conditions').getByRole('button', { name: /^Ask/ })
  expect((await coloursOf(button)).length).toBeGreaterThan(1)
  await page.context().close()
})

test('in forced colours the progress bar shows what went out', async () => {
  const priya = stage.cascade.as('priya-raman')
  await priya.say('compose announcement')
  await priya.fill({ title: 'Fire drill on Tuesday', summary: 'At 11am.' })
  await priya.press('Send now', `30: Fire drill on Tuesday`)
  const { page } = await stage.open('/chat?as=priya-raman', FORCED)
  const card = paneOf(page, 'priya-raman').card(/^\d+: Fire drill/, /, 0 waiting, 0 failed/)
  await card.waitFor()
  const bar = card.locator('.cascade-bar')
  const full = await coloursOf(bar)
  await saveScreenshot(page, 'forced-2-progress')
  // Half of it, as while it goes out.
  await page.evaluate(`{
    const bar = [...document.querySelectorAll('.cascade-bar')].at(-1)
    bar.querySelector('.cascade-bar__delivered').setAttribute('width', '50')
    bar.querySelector('.cascade-bar__failed').setAttribute('x', '50')
    bar.querySelector('.cascade-bar__failed').setAttribute('width', '20')
  }`)
  const parts = await coloursOf(bar)
  expect(parts.length).toBeGreaterThanOrEqual(3)
  expect(full.length).toBeLessThan(parts.length)
  await saveScreenshot(page, 'forced-3-progress-half')
  await page.context().close()
})

test('in forced colours a form shows its fields, its errors and what has focus', async () => {
  const { page } = await stage.open('/chat?as=rhiannon-lloyd', FORCED)
  const { form, say } = paneOf(page, 'rhiannon-lloyd')
  await say('join')
  await form.getByRole('button', { name: 'Join' }).last().click()
  await form.getByText('There is a problem').waitFor()
  expect(await borderless(page)).toEqual([])
  await saveScreenshot(page, 'forced-4-form')
  await form.getByRole('combobox', { name: /Where do you work/ }).pressSequentially('health')
  await form.getByRole('option').first().waitFor()
  const [first, second] = [form.getByRole('option').nth(0), form.getByRole('option').nth(1)]
  await page.keyboard.press('ArrowDown')
  expect(await first.getAttribute('aria-selected')).toBe('true')
  // The one pointed at looks different from the next.
  expect(await coloursOf(first)).not.toEqual(await coloursOf(second))
  await saveScreenshot(page, 'forced-5-list')
  await form.getByRole('button', { name: 'Cancel' }).click()
  await form.waitFor({ state: 'detached' })
  await page.context().close()
})

test('in forced colours the chart of a report can be read', async () => {
  const { page } = await stage.open(report, FORCED)
  await saveScreenshot(page, 'forced-6-report')
  const charts = page.locator('main svg').filter({ visible: true })
  expect(await charts.count()).toBeGreaterThan(0)
  for (const chart of await charts.all()) expect((await coloursOf(chart)).length).toBeGreaterThan(1)
  await page.context().close()
})

test('who asked for less motion gets none', async () => {
  const { page } = await stage.open('/chat?as=amara-okafor', { reducedMotion: 'reduce' })
  const moving = await page.evaluate(`[...document.querySelectorAll('*')]
    .filter((element) => ['', '::before', '::after'].some((pseudo) => {
      const style = getComputedStyle(element, pseudo || null)
      return /[1-9]/.test(style.transitionDuration + style.animationDuration) || style.scrollBehavior === 'smooth'
    }))
    .map((element) => element.className)`)
  expect(moving).toEqual([])
  await page.context().close()
})

test('a report prints: black on white, nothing cut off, no bar at the top in the way', async () => {
  const { page } = await stage.open(report, { viewport: { width: 794, height: 1123 } })
  await page.emulateMedia({ media: 'print' })
  await saveScreenshot(page, 'print-report')
  expect(
    await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    ),
  ).toBe(0)
  const text = await page.locator('main').innerText()
  expect(text).toContain('Minor eye conditions')
  expect(text).toContain('Dr Amara Okafor')
  expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(5_000)
  await page.context().close()
})
