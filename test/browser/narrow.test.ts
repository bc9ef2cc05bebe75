import { afterAll, beforeAll, expect, test } from 'vitest'
import { misfits, misfitsButLoneLinks } from './measure.ts'
import { boxOf, isShown, openStage, paneOf, type Stage } from './stage.ts'
import { reportOf } from './report-link.ts'
import { saveScreenshot } from './support.ts'

const PHONE = { viewport: { width: 320, height: 568 } }

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await stage.settled()
})
afterAll(() => stage.close())

test('what does not fit would be found out', async () => {
  const page = await stage.browser.newPage(PHONE)
  await page.setContent(
    '<p style="width:400px">wide</p><div style="overflow:hidden;width:50px"><b>Pneumonoultramicroscopic</b></div><button style="width:10px;height:10px;padding:0"></button>',
  )
  expect((await misfits(page)).join('\n')).toMatch(
    /too wide[^]*sticks out: p[^]*cut off: div[^]*small \(10 × 10\)/,
  )
  await page.close()
})

test('the start page fits a small phone, and the first person is on it', async () => {
  const { page } = await stage.open('/', PHONE)
  await saveScreenshot(page, 'narrow-1-start')
  expect(await misfits(page)).toEqual([])
  const { bottom } = await boxOf(page.getByRole('link', { name: 'Dr Amara Okafor' }))
  expect(bottom).toBeLessThan(568)
  await page.context().close()
})

test('a chat opens at the title of its newest message, with the box to type in below', async () => {
  const { page } = await stage.open('/chat?as=amara-okafor', PHONE)
  const amara = paneOf(page, 'amara-okafor')
  expect(await isShown(amara.log, amara.card('Minor eye conditions'))).toBe(true)
  expect((await boxOf(amara.box)).bottom).toBeLessThan(568)
  const log = await boxOf(amara.log)
  expect(log.bottom - log.top).toBeGreaterThan(250)
  await saveScreenshot(page, 'narrow-2-chat')
  expect(await misfits(page)).toEqual([])
  await page.context().close()
})

test('a whole prescribing card, the list of commands and what is followed fit', async () => {
  const amara = stage.cascade.as('amara-okafor')
  for (let id = 1; id <= 9; id += 1) await amara.say(`show ${id}`)
  const { title } = await amara.card('', 'Prescribing message')
  const { page } = await stage.open('/chat?as=amara-okafor', {
    viewport: { width: 320, height: 1200 },
  })
  await paneOf(page, 'amara-okafor').card(title).scrollIntoViewIfNeeded()
  await saveScreenshot(page, 'narrow-3-card')
  await page.setViewportSize(PHONE.viewport)
  expect(await misfits(page)).toEqual([])
  for (const [said, shown, name] of [
    ['help', 'What you can do', 'help'],
    ['subscriptions', 'What you follow', 'subscriptions'],
    ['in force', 'In force now', 'in-force'],
  ] as const) {
    await amara.say(said)
    await amara.card('', shown)
    await page.reload()
    expect(await misfits(page)).toEqual([])
    // As tall as the card, so that all of it is on the picture.
    await page.setViewportSize({ width: 320, height: 1600 })
    await saveScreenshot(page, `narrow-3-${name}`)
    expect(await misfits(page)).toEqual([])
    await page.setViewportSize(PHONE.viewport)
  }
  await page.context().close()
})

test.each([
  ['rhiannon-lloyd', 'join', 'Join Cascade'],
  ['priya-raman', 'compose announcement', 'Announcement'],
  ['siobhan-keane', 'compose opportunity', 'Opportunity'],
])('%s fills in "%s", and it fits with its errors too', async (user, said, title) => {
  const { page } = await stage.open(`/chat?as=${user}`, PHONE)
  const { form, say, pane } = paneOf(page, user)
  await say(said)
  const heading = form.getByRole('heading', { name: title, exact: true })
  await heading.waitFor()
  // The form has most of the window.
  const [box, whole] = [await boxOf(form), await boxOf(pane)]
  expect(box.top - whole.top).toBeLessThan(200)
  const slug = said.replaceAll(' ', '-')
  await saveScreenshot(page, `narrow-4-${slug}`)
  expect(await misfits(page)).toEqual([])
  await form
    .getByRole('button', { name: /^(Join|Save and preview)$/ })
    .last()
    .click()
  await form.getByText('There is a problem').waitFor()
  await saveScreenshot(page, `narrow-4-${slug}-errors`)
  expect(await misfits(page)).toEqual([])
  await form.getByRole('button', { name: 'Cancel' }).click()
  await form.waitFor({ state: 'detached' })
  await page.context().close()
})

test('a list to choose from stays inside the window', async () => {
  const { page } = await stage.open('/chat?as=rhiannon-lloyd', PHONE)
  const { form, say } = paneOf(page, 'rhiannon-lloyd')
  await say('join')
  await form.getByRole('combobox', { name: /Where do you work/ }).pressSequentially('health')
  await form.getByRole('option').first().waitFor()
  await saveScreenshot(page, 'narrow-5-list')
  expect(await misfits(page)).toEqual([])
  const list = await boxOf(form.getByRole('listbox', { name: /Where do you work/ }))
  expect(list.left).toBeGreaterThanOrEqual(0)
  expect(list.right).toBeLessThanOrEqual(320)
  await page.context().close()
})

test('a report fits', async () => {
  const { page } = await stage.open(await reportOf(stage.cascade, 'tomasz-wieczorek', 24), PHONE)
  await saveScreenshot(page, 'narrow-6-report')
  expect(await misfitsButLoneLinks(page)).toEqual([])
  await page.context().close()
})

test('two people stand below each other, each as wide as the window', async () => {
  const { page } = await stage.open('/chat?as=priya-raman&with=amara-okafor', PHONE)
  const [one, two] = [
    await boxOf(page.locator('#pane-priya-raman')),
    await boxOf(page.locator('#pane-amara-okafor')),
  ]
  expect(two.top).toBeGreaterThan(one.bottom)
  expect(two.right - two.left).toBeGreaterThan(290)
  expect(await misfits(page)).toEqual([])
  await page.context().close()
})
