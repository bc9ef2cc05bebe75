import { afterAll, beforeAll, expect, test } from 'vitest'
import { boxOf, openStage, paneOf, sideways, type Stage } from './stage.ts'
import { saveScreenshot } from './support.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await stage.settled()
})
afterAll(() => stage.close())

const MARKUP = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
const BREAKOUT = '</textarea></h3>"\'><svg onload=alert(3)> &amp; ${1+1} {{7*7}}'
const CHANNEL = '<!channel> <@U123> *bold* _x_ [a](javascript:alert(4))'
const HEBREW = 'שלום, זה מאמר חדש (NHS) מרחבא מרحبا'
const EMOJI = '👩🏽‍⚕️'.repeat(28) + '😀'.repeat(90)
const WORD = 'Pneumonoultramicroscopic'.repeat(17).slice(0, 400)

const escapeForRegExp = (text: string) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')

test.each([
  ['markup', MARKUP.slice(0, 80), `${BREAKOUT} ${MARKUP}`, CHANNEL],
  ['chat markup', CHANNEL.slice(0, 80), CHANNEL, MARKUP],
  ['right-to-left text', HEBREW, `${HEBREW}\n${HEBREW}`, HEBREW],
  ['emoji', '😀'.repeat(40), EMOJI.slice(0, 376), EMOJI],
  ['one long word', WORD.slice(0, 80), WORD, WORD],
])('%s is shown as it was typed and runs nothing', async (name, title, message, reply) => {
  const { page, troubles } = await stage.open('/chat?as=priya-raman&with=amara-okafor')
  const [priya, amara] = [paneOf(page, 'priya-raman'), paneOf(page, 'amara-okafor')]
  await priya.say('compose announcement')
  await priya.form.getByLabel('Title').fill(title)
  await priya.form.getByLabel('Message', { exact: true }).fill(message)
  await priya.form.getByRole('button', { name: 'Save and preview' }).last().click()
  await priya.press(/^Send now/, title)

  const card = amara.card(title)
  await card.waitFor()
  expect(await card.locator('.cascade-card__title').textContent()).toBe(title)
  expect(await card.locator('.cascade-text').first().textContent()).toBe(message)
  await amara.press(/^Ask a question/, title)
  await amara.form.getByLabel('Your question').fill(reply)
  await amara.form.getByRole('button', { name: 'Send question' }).last().click()
  const asked = priya.card(new RegExp(`^Question \\d+ about \\d+: ${escapeForRegExp(title)}`))
  await asked.waitFor()
  expect(await asked.locator('.cascade-text').allTextContents()).toContain(reply)

  // What is typed and not a command is answered, and stands in the chat as it was typed.
  await amara.box.fill(reply)
  await amara.box.press('Enter')
  const typed = amara.pane.locator('.cascade-typed .cascade-text').last()
  await expect.poll(async () => typed.textContent()).toBe(reply)
  await saveScreenshot(page, `escaping-${name.replaceAll(' ', '-')}`)

  expect(await sideways(page)).toBe(0)
  for (const [pane, parts] of [
    [amara, [card, typed]],
    [priya, [asked]],
  ] as const) {
    const outer = await boxOf(pane.pane)
    for (const part of parts) {
      const inner = await boxOf(part)
      expect(inner.left).toBeGreaterThanOrEqual(outer.left)
      expect(inner.right).toBeLessThanOrEqual(outer.right)
    }
  }
  // The chat holds no element that was not put there by us.
  expect(
    await page.locator('.cascade-panes').locator('img, script, [onload], [onerror]').count(),
  ).toBe(0)
  expect(troubles).toEqual([])
  await page.context().close()
})

test('a page that runs what it shows would be found out', async () => {
  const { page, troubles } = await stage.open('/')
  await page.evaluate(
    `document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify('<img src=x onerror="alert(1)">')})`,
  )
  // The policy of the page refuses the handler, and says so.
  await expect.poll(() => troubles.join(' ')).toMatch(/Content Security Policy/)
  await page.context().close()
})
