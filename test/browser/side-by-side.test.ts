import { afterAll, beforeAll, expect, test } from 'vitest'
import { boxOf, hasFocus, isShown, openStage, paneOf, type Stage, type Watched } from './stage.ts'
import { saveScreenshot } from './support.ts'

let stage: Stage
let window: Watched
beforeAll(async () => {
  stage = await openStage()
  await stage.settled()
  window = await stage.open('/')
})
afterAll(() => stage.close())

const TITLE = 'Winter rota changes'
const HALF = 'read 12 when I have'

/** The text of the box that has focus, and where its cursor is. */
const TYPING = `(() => {
  const box = document.activeElement
  return { id: box.id, text: box.value, from: box.selectionStart, to: box.selectionEnd }
})()`

test('the start page opens a director and a locum beside each other', async () => {
  const { page } = window
  await page.getByLabel('First person').selectOption('Dr Priya Raman')
  await page.getByLabel('Second person').selectOption('Dr Amara Okafor')
  await page.getByRole('button', { name: 'Open both' }).click()
  await page.getByRole('heading', { name: 'Dr Amara Okafor', exact: true }).waitFor()
  const left = await boxOf(page.locator('#pane-priya-raman'))
  const right = await boxOf(page.locator('#pane-amara-okafor'))
  expect(left.right).toBeLessThan(right.left)
  expect(left.top).toBe(right.top)
  // Both fit the window: nobody scrolls to reach the box to type in.
  expect([left.bottom <= 800, right.bottom <= 800]).toEqual([true, true])
  await saveScreenshot(page, 'side-by-side-1-open')
})

test('the director composes with mouse and search, and previews', async () => {
  const { page } = window
  const priya = paneOf(page, 'priya-raman')
  await priya.say('compose announcement')
  await priya.form.getByRole('heading', { name: 'Announcement' }).waitFor()
  expect(await page.evaluate('document.activeElement.id')).toBe('form-priya-raman')

  const whom = priya.form.getByRole('combobox', { name: 'Find: Who is it for?' })
  await priya.form.getByRole('checkbox', { name: 'Example PCN' }).click()
  expect(await priya.form.getByRole('checkbox', { name: 'Example PCN' }).count()).toBe(0)
  await whom.pressSequentially('exam')
  await priya.form.getByRole('option', { name: /Example PCN/ }).click()
  expect(await priya.form.getByRole('checkbox', { name: 'Example PCN' }).isChecked()).toBe(true)

  await priya.form.getByLabel('Title').fill(TITLE)
  await priya.form
    .getByLabel('Message', { exact: true })
    .fill('From Monday the duty room moves upstairs.')
  await priya.form.getByLabel(/^What to do/).fill('Look at the rota\nTell us if you cannot come')
  await priya.form.getByLabel('Important').check()
  // A long form scrolls in its pane: the window around it stays as it is.
  expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(
    await page.evaluate('innerHeight'),
  )
  await saveScreenshot(page, 'side-by-side-2-form')
  await priya.form.getByRole('button', { name: 'Save and preview' }).last().click()

  await priya.card(TITLE, 'Preview').waitFor()
  const draft = priya.card(new RegExp(`^\\d+: ${TITLE}`))
  await draft.getByText(/would get this now for Example PCN/).waitFor()
  expect(await priya.form.count()).toBe(0)
  await saveScreenshot(page, 'side-by-side-3-preview')
})

test('it comes to the locum by itself while she types, and takes nothing from her', async () => {
  const { page } = window
  const [priya, amara] = [paneOf(page, 'priya-raman'), paneOf(page, 'amara-okafor')]
  await amara.box.pressSequentially(HALF)
  await amara.box.press('ArrowLeft')
  const before = await page.evaluate(TYPING)
  // The director presses in another window, so that focus stays where the locum types.
  const elsewhere = await stage.open('/chat?as=priya-raman')
  await paneOf(elsewhere.page, 'priya-raman').press(/^Send now/, TITLE)

  const card = amara.card(TITLE)
  await card.getByRole('button', { name: /^Read, and I'll act/ }).waitFor()
  expect(await page.evaluate(TYPING)).toEqual(before)
  expect(before).toMatchObject({ text: HALF, from: HALF.length - 1 })
  await expect.poll(async () => isShown(amara.log, card)).toBe(true)

  // What was sent elsewhere shows here too, and the bar runs to its end by itself.
  const sent = priya.card(new RegExp(`^\\d+: ${TITLE}`))
  await sent.getByText(/^[1-9]\d* delivered, 0 waiting, 0 failed$/).waitFor()
  expect(await sent.locator('.cascade-bar__delivered').getAttribute('width')).toBe('100')
  await saveScreenshot(page, 'side-by-side-4-arrived')
  expect(elsewhere.troubles).toEqual([])
  await elsewhere.page.context().close()
})

test('she answers and asks; the question comes to the director, who answers; both see where it stands', async () => {
  const { page } = window
  const [priya, amara] = [paneOf(page, 'priya-raman'), paneOf(page, 'amara-okafor')]
  await amara.press(/^Read, and I'll act/, TITLE)
  const card = amara.card(TITLE, "You answered: Read, and I'll act.")
  await card.waitFor()
  expect(await amara.box.inputValue()).toBe(HALF)

  await amara.press(/^Ask a question/, TITLE)
  await amara.form.getByLabel('Your question').fill('Which floor is it on?')
  await amara.form.getByRole('button', { name: 'Send question' }).last().click()
  const asked = priya.card(/^Question \d+ about/, 'Which floor is it on?')
  await asked.getByText('Question: open').waitFor()
  await saveScreenshot(page, 'side-by-side-5-asked')

  await asked.getByRole('button', { name: /^Answer/ }).click()
  await priya.form.getByLabel('Your answer').fill('The first floor.')
  await priya.form.getByRole('button', { name: 'Send answer' }).last().click()
  await amara.card(/^Answer to your question/, 'The first floor.').waitFor()
  await priya.card(/^Question \d+ about/, 'Question: answered').waitFor()
  await amara.card(TITLE, /: answered\./).waitFor()
  await saveScreenshot(page, 'side-by-side-6-answered')
})

test('somebody who reads further up is left there, told of what is new, and taken to it', async () => {
  const { page } = window
  const amara = paneOf(page, 'amara-okafor')
  await amara.log.hover()
  await page.mouse.wheel(0, -20_000)
  const top = async () => (await boxOf(amara.log.locator('.cascade-day').first())).top
  await expect.poll(top).toBeGreaterThan(0)
  const before = await top()

  await stage.cascade.as('amara-okafor').say('subscriptions')
  const offer = amara.pane.getByRole('button', { name: 'New message below' })
  await offer.waitFor()
  expect(Math.abs((await top()) - before)).toBeLessThan(2)
  await saveScreenshot(page, 'side-by-side-7-new-below')
  await offer.click()
  const card = amara.card('What you follow')
  expect(await isShown(amara.log, card)).toBe(true)
  expect(await hasFocus(card)).toBe(true)
  expect(await offer.count()).toBe(0)
})

test('what comes between a page and its line is shown once the line is there', async () => {
  const { page, troubles } = await stage.open('about:blank')
  const held = Promise.withResolvers<null>()
  await page.route('**/chat/events**', async (route) => {
    await held.promise
    await route.continue()
  })
  await page.goto(new URL('/chat?as=amara-okafor', stage.cascade.url).href)
  await stage.cascade.as('amara-okafor').say('help')
  held.resolve(null)
  await paneOf(page, 'amara-okafor').card('What you can do').waitFor()
  expect(troubles).toEqual([])
  await page.context().close()
})

test('nothing went wrong on the way', () => {
  expect(window.troubles).toEqual([])
})
