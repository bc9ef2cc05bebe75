import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { boxOf, openStage, paneOf, type Stage } from './stage.ts'
import { saveScreenshot } from './support.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await stage.settled()
})
afterAll(() => stage.close())

const plainly = async (user: string) => {
  const { page } = await stage.open(`/chat?as=${user}`, { javaScriptEnabled: false })
  return { page, ...paneOf(page, user) }
}

/** Nothing comes by itself: the page is loaded again until it has come. */
async function until(page: Page, come: () => Promise<number>): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.reload()
        return come()
      },
      { timeout: 90_000, interval: 300 },
    )
    .toBeGreaterThan(0)
}

test('somebody joins, with the button that finds', async () => {
  const rhiannon = await plainly('rhiannon-lloyd')
  const { page, form } = rhiannon
  await rhiannon.box.fill('join')
  await rhiannon.pane.getByRole('button', { name: /^Send as/ }).click()
  await form.getByLabel('Your name').fill('Dr Rhiannon Lloyd')
  await form.getByLabel('Salaried GP').check()
  await form.getByLabel('Find: Where do you work?').fill('french weir')
  await form.getByRole('button', { name: /^Find ?: Where do you work/ }).click()
  await form.getByText('Found for “french weir”').waitFor()
  // The page comes back at what was found.
  expect(new URL(page.url()).hash).toBe('#form-rhiannon-lloyd-workplaces')
  const found = form.getByRole('checkbox', { name: /French Weir/ })
  expect((await boxOf(found)).bottom).toBeLessThan((await boxOf(rhiannon.pane)).bottom)
  // What was filled in before is still there.
  expect(await form.getByLabel('Your name').inputValue()).toBe('Dr Rhiannon Lloyd')
  expect(await form.getByLabel('Salaried GP').isChecked()).toBe(true)
  await saveScreenshot(page, 'without-scripts-1-found')
  await form.getByRole('checkbox', { name: /French Weir/ }).check()
  await form.getByRole('button', { name: 'Join' }).last().click()

  await form.getByText('There is a problem').waitFor()
  expect(new URL(page.url()).hash).toBe('#form-rhiannon-lloyd--errors')
  expect(await form.getByRole('checkbox', { name: /French Weir/ }).isChecked()).toBe(true)
  await form.getByLabel(/^GMC reference/).fill('0000099')
  await form.getByLabel(/^Keep my details for this/).check()
  await form.getByRole('button', { name: 'Join' }).last().click()
  await rhiannon.card(/^Welcome, Dr Rhiannon Lloyd/, 'French Weir Health Centre').waitFor()
  await page.context().close()
})

test('a director composes and sends; a locum answers; the director reads the report', async () => {
  const priya = await plainly('priya-raman')
  const amara = await plainly('amara-okafor')
  await priya.box.fill('compose announcement')
  await priya.pane.getByRole('button', { name: /^Send as/ }).click()
  await priya.form.getByLabel('Title').fill('Flu clinics on Saturday')
  await priya.form.getByLabel('Message', { exact: true }).fill('We need two more vaccinators.')
  await priya.form.getByRole('button', { name: 'Save and preview' }).last().click()
  await priya.press(/^Send now/, /^\d+: Flu clinics/)
  const sent = priya.card(/^\d+: Flu clinics/, /[1-9]\d* delivered, 0 waiting/)
  await until(priya.page, async () => sent.count())

  await until(amara.page, async () => amara.card('Flu clinics on Saturday').count())
  await amara.press(/^Read, and I'll act/, 'Flu clinics on Saturday')
  await amara.card('Flu clinics on Saturday', "You answered: Read, and I'll act.").waitFor()
  await amara.press(/^Ask a question/, 'Flu clinics on Saturday')
  await amara.form.getByLabel('Your question').fill('From what time?')
  await amara.form.getByRole('button', { name: 'Send question' }).last().click()
  await amara.card(/is with the sender/).waitFor()
  await saveScreenshot(amara.page, 'without-scripts-2-answered')

  await until(priya.page, async () => priya.card(/^Question \d+/, 'From what time?').count())
  await priya.press(/^Report/, /^\d+: Flu clinics/)
  const link = priya.card(/Flu clinics/, /ha(ve|s) answered/).getByRole('link', {
    name: /^Open the report/,
  })
  const [report] = await Promise.all([priya.page.context().waitForEvent('page'), link.click()])
  await report.getByRole('heading', { name: /Flu clinics on Saturday/ }).waitFor()
  expect(await report.locator('main').innerText()).toMatch(/Dr Amara Okafor/)
  await saveScreenshot(report, 'without-scripts-3-report')
  await priya.page.context().close()
  await amara.page.context().close()
})
