import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { boxOf, isShown, openStage, paneOf, type Stage } from './stage.ts'
import { saveScreenshot } from './support.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await stage.settled()
})
afterAll(() => stage.close())

type Focused = Readonly<{ tag: string; id: string; name: string; seen: boolean; marked: boolean }>

/** What has focus, whether it stands where it can be seen, and whether it looks different for having it. */
const FOCUSED = `(() => {
  const element = document.activeElement
  const label = element.labels?.[0]
  const tick = element.matches('[type=radio], [type=checkbox]')
  const name = element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent
  const box = (tick ? label : element).getBoundingClientRect()
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)]
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)]
  const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
  const look = () => [[element, null], ...(tick ? [[label, '::before']] : [])]
    .map(([part, pseudo]) => {
      const style = getComputedStyle(part, pseudo)
      return [style.outline, style.boxShadow, style.backgroundColor, style.border].join()
    })
    .join()
  const withFocus = look()
  // Leaving a date would send the next Tab back to its first part.
  const inParts = element.matches('[type=date], [type=time]')
  if (!inParts) element.blur()
  const without = inParts ? '' : look()
  if (!inParts) element.focus({ preventScroll: true })
  return {
    tag: element.tagName.toLowerCase(),
    id: element.id,
    name: name.replaceAll(/\\s+/g, ' ').trim(),
    seen: at !== null && (element.contains(at) || at.contains(element) || label?.contains(at) === true),
    marked: withFocus !== without,
  }
})()`

const focused = async (page: Page): Promise<Focused> => page.evaluate(FOCUSED)

const activeId = async (page: Page): Promise<string> =>
  page.evaluate('document.activeElement?.id ?? ""')

/** Presses Tab until the thing of that name has focus; every stop on the way can be seen to have it. */
async function tabTo(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Focused> {
  const passed: string[] = []
  for (let i = 0; i < 80; i += 1) {
    await page.keyboard.press(key)
    const now = await focused(page)
    if (now.tag === 'body') {
      // Past the last thing of the page the browser's own bar has its turn.
      expect(passed.length).toBeGreaterThan(0)
      continue
    }
    expect.soft({ ...now, seen: true, marked: true }).toEqual(now)
    if (name.test(now.name)) return now
    passed.push(now.name.slice(0, 30))
  }
  throw new Error(`${key} never came to ${name}: it came to ${passed.join(' | ')}`)
}

/** Focus is on something of the page, and never fell back to the page as a whole. */
async function expectFocusKept(page: Page): Promise<void> {
  expect(await page.evaluate('document.activeElement?.tagName')).not.toBe('BODY')
}

test('a newcomer joins with the keyboard alone, and is led through what is wrong', async () => {
  const { page, troubles } = await stage.open('/')
  const rhiannon = paneOf(page, 'rhiannon-lloyd')
  await page.keyboard.press('Tab')
  expect((await focused(page)).name).toBe('Skip to main content')
  await page.keyboard.press('Enter')
  expect(await activeId(page)).toBe('maincontent')
  await tabTo(page, /^Dr Rhiannon Lloyd$/)
  await page.keyboard.press('Enter')
  await rhiannon.box.waitFor()
  await tabTo(page, /^Message Cascade/)
  await page.keyboard.type('join')
  await page.keyboard.press('Enter')
  await rhiannon.form.waitFor()
  await expect.poll(async () => activeId(page)).toBe('form-rhiannon-lloyd')

  // Sent empty: the summary has focus, and each of its links leads to its field.
  await tabTo(page, /^Your name/)
  await page.keyboard.press('Enter')
  await rhiannon.form.getByText('There is a problem').waitFor()
  expect(await activeId(page)).toBe('form-rhiannon-lloyd--errors')
  await saveScreenshot(page, 'keyboard-1-errors')
  for (const [error, field] of [
    [/^Enter your name/, 'name'],
    [/^Choose the kind/, 'gpKind'],
    [/^Choose at least one practice/, 'workplaces'],
    [/^To join, agree/, 'purpose'],
  ] as const) {
    await rhiannon.form.getByRole('link', { name: error }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(async () => activeId(page)).toBe(`form-rhiannon-lloyd-${field}`)
    expect((await focused(page)).seen).toBe(true)
  }

  await tabTo(page, /^Your name/, 'Shift+Tab')
  await page.keyboard.type('Dr Rhiannon Lloyd')
  await tabTo(page, /^Locum GP/)
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  expect(await rhiannon.form.getByLabel('Locum GP').isChecked()).toBe(true)
  await tabTo(page, /^GMC reference/)
  await page.keyboard.type('0000099')

  // The combobox: letters, Escape, arrows, Enter, and a chip that goes again.
  await tabTo(page, /^Find: Where do you work/)
  const list = rhiannon.form.getByRole('listbox', { name: /Where do you work/ })
  const where = rhiannon.form.getByRole('combobox', { name: /Where do you work/ })
  await page.keyboard.type('french w')
  await list.getByRole('option', { name: /French Weir/ }).waitFor()
  expect((await boxOf(list)).bottom).toBeLessThanOrEqual((await boxOf(rhiannon.pane)).bottom)
  await saveScreenshot(page, 'keyboard-2-list')
  await page.keyboard.press('Escape')
  expect(await list.isVisible()).toBe(false)
  expect(await where.inputValue()).toBe('french w')
  await page.keyboard.press('ArrowDown')
  await list.waitFor()
  await page.keyboard.press('ArrowDown')
  const pointed = list.getByRole('option', { selected: true })
  expect(await where.getAttribute('aria-activedescendant')).toBe(await pointed.getAttribute('id'))
  await page.keyboard.press('Enter')
  const chip = rhiannon.form.getByRole('checkbox', { name: /French Weir/ })
  expect(await chip.isChecked()).toBe(true)
  expect(await list.isVisible()).toBe(false)
  await page.keyboard.type('example surg')
  await list.getByRole('option', { name: /Example Surgery/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await rhiannon.form.getByRole('checkbox', { name: /Example Surgery/ }).waitFor()
  await tabTo(page, /Example Surgery/, 'Shift+Tab')
  await page.keyboard.press('Space')
  expect(await rhiannon.form.getByRole('checkbox', { name: /Example Surgery/ }).count()).toBe(0)
  expect(await activeId(page)).toBe('form-rhiannon-lloyd-workplaces')

  await tabTo(page, /^Keep my details for this/)
  await page.keyboard.press('Space')
  await tabTo(page, /^Join$/)
  await page.keyboard.press('Enter')
  const welcome = rhiannon.card(/^Welcome, Dr Rhiannon Lloyd/)
  await welcome.waitFor()
  await expect.poll(async () => activeId(page)).toBe('say-rhiannon-lloyd')
  await saveScreenshot(page, 'keyboard-3-welcome')

  await tabTo(page, /^Follow all of these/, 'Shift+Tab')
  await page.keyboard.press('Enter')
  const follows = rhiannon.card(/^What you follow/)
  await follows.waitFor()
  await expectFocusKept(page)
  await expect.poll(async () => isShown(rhiannon.log, follows)).toBe(true)
  expect(troubles).toEqual([])
  await page.context().close()
})

test('a director sends, and a locum answers, asks and cancels, with the keyboard alone', async () => {
  const { page, troubles } = await stage.open('/chat?as=priya-raman&with=amara-okafor')
  const [priya, amara] = [paneOf(page, 'priya-raman'), paneOf(page, 'amara-okafor')]
  await tabTo(page, /^Message Cascade as Dr Priya Raman/)
  await page.keyboard.type('compose announcement')
  await page.keyboard.press('Enter')
  await priya.form.waitFor()
  await tabTo(page, /^Title$/)
  await page.keyboard.type('Car park closed on Friday')
  await tabTo(page, /^Message$/)
  await page.keyboard.type('Park in Mill Lane.')
  await tabTo(page, /^Save and preview$/)
  await page.keyboard.press('Enter')
  await priya.card(/^\d+: Car park closed/).waitFor()
  await expect.poll(async () => activeId(page)).toBe('say-priya-raman')

  await tabTo(page, /^Send now/, 'Shift+Tab')
  await page.keyboard.press('Enter')
  await priya.card(/^\d+: Car park closed/, /, 0 waiting, 0 failed/).waitFor()
  await expectFocusKept(page)

  await amara.card('Car park closed on Friday').waitFor()
  await tabTo(page, /^Message Cascade as Dr Amara Okafor/)
  // From the box to type in, the newest card's buttons are a few steps back.
  await tabTo(page, /^Ask a question: Car park closed/, 'Shift+Tab')
  await page.keyboard.press('Enter')
  await amara.form.waitFor()
  await expect.poll(async () => activeId(page)).toBe('form-amara-okafor')
  await tabTo(page, /^Cancel$/)
  await page.keyboard.press('Space')
  await amara.form.waitFor({ state: 'detached' })
  expect(await activeId(page)).toBe('say-amara-okafor')

  await tabTo(page, /^Read: Car park closed/, 'Shift+Tab')
  await page.keyboard.press('Enter')
  await amara.card('Car park closed on Friday', 'You answered: Read.').waitFor()
  await expectFocusKept(page)
  await saveScreenshot(page, 'keyboard-4-answered')

  await tabTo(page, /^Reply to: Car park closed/)
  await page.keyboard.press('Enter')
  await amara.pane.getByText('Replying to: Car park closed').waitFor()
  await expect.poll(async () => activeId(page)).toBe('say-amara-okafor')
  await page.keyboard.type('I will walk.')
  await page.keyboard.press('Enter')
  await priya.card(/^Reply \d+ about/, 'I will walk.').waitFor()
  expect(await activeId(page)).toBe('say-amara-okafor')
  expect(troubles).toEqual([])
  await page.context().close()
})
