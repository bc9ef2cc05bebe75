import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { daysAfter, londonDay } from '#src/kernel/london.ts'
import { archiveOf } from '#test/support/archive-link.ts'
import { linkOf } from '#test/support/card-link.ts'
import { canSend } from '#test/support/sending.ts'
import { reportOf } from './report-link.ts'
import { openStage, paneOf, type Stage } from './stage.ts'
import { barriersOn, saveScreenshot } from './support.ts'

let stage: Stage
let page: Page
beforeAll(async () => {
  stage = await openStage()
  await stage.settled()
  page = (await stage.open('/')).page
})
afterAll(() => stage.close())

const visit = async (path: string) => page.goto(new URL(path, stage.cascade.url).href)

test('the start page, with and without an error', async () => {
  expect(await barriersOn(page)).toEqual([])
  await page.getByRole('button', { name: 'Open as this person' }).click()
  await page.getByText('Enter a name').waitFor()
  expect(await barriersOn(page)).toEqual([])
})

test('a page for what cannot be shown', async () => {
  await visit('/chat?as=nobody-of-that-name')
  expect(await barriersOn(page)).toEqual([])
})

test('every kind of card that a sender gets', async () => {
  const priya = stage.cascade.as('priya-raman')
  await priya.say('compose announcement')
  await priya.fill({ title: 'Second fridge', summary: 'It is in room 4.' })
  await priya.press('Who gets it', '30:')
  await priya.press('Send a test to me', '30:')
  await priya.press('Send now', '30:')
  await stage.cascade.as('amara-okafor').card('Second fridge')
  await stage.cascade.as('amara-okafor').say('ask 30 Which key does it take?')
  await priya.card('Question', 'Which key does it take?')
  for (const said of ['drafts', 'sent', 'report 30', 'questions', 'help', 'compose'])
    await priya.say(said)
  await visit('/chat?as=priya-raman')
  await saveScreenshot(page, 'axe-2-sender')
  expect(await barriersOn(page)).toEqual([])
})

/** Who opens which form, by what they say or press, and what makes it wrong. */
test.each([
  ['rhiannon-lloyd', 'join', 'Join'],
  ['yusuf-demir', 'details', 'Save'],
  ['yusuf-demir', 'follow', null],
  ['yusuf-demir', 'quiet hours', null],
  ['tomasz-wieczorek', 'compose prescribing', 'Save and preview'],
  ['tomasz-wieczorek', 'compose pathway', 'Save and preview'],
  ['priya-raman', 'compose board', 'Save and preview'],
  ['priya-raman', 'compose announcement', 'Save and preview'],
  ['siobhan-keane', 'compose opportunity', 'Save and preview'],
])('the form that %s gets for "%s", with and without errors', async (user, said, submit) => {
  await visit(`/chat?as=${user}`)
  const { form, say } = paneOf(page, user)
  await say(said)
  await form.waitFor()
  expect(await barriersOn(page)).toEqual([])
  if (submit !== null) {
    for (const box of await form.getByRole('textbox').all()) await box.fill('')
    await form.getByRole('button', { name: submit, exact: true }).last().click()
    await form.getByText('There is a problem').waitFor()
    expect(await barriersOn(page)).toEqual([])
  }
  await form.getByRole('button', { name: 'Cancel' }).click()
  await form.waitFor({ state: 'detached' })
})

test('the forms that a card opens: a question, an answer, an interest', async () => {
  const priya = stage.cascade.as('priya-raman')
  await priya.press('Open 27', 'Your drafts')
  await priya.press('Send now', '27:')
  await stage.cascade.as('amara-okafor').card('GP supervisor')
  for (const [user, label, title, submit] of [
    ['amara-okafor', /^Ask a question/, 'Second fridge', 'Send question'],
    ['amara-okafor', /^I am interested/, 'GP supervisor', /^(Send|I am|Say)/],
    ['priya-raman', /^Answer/, /^Question \d+ about 30/, 'Send answer'],
  ] as const) {
    await visit(`/chat?as=${user}`)
    const { form, press } = paneOf(page, user)
    await press(label, title)
    await form.waitFor()
    expect(await barriersOn(page)).toEqual([])
    await form.getByRole('button', { name: submit }).last().click()
    await form.getByText('There is a problem').waitFor()
    expect(await barriersOn(page)).toEqual([])
    await form.getByRole('button', { name: 'Cancel' }).click()
    await form.waitFor({ state: 'detached' })
  }
})

test('every kind of card that a locum gets', async () => {
  const amara = stage.cascade.as('amara-okafor')
  for (let id = 1; id <= 22; id += 1) await amara.say(`show ${id}`)
  for (const kind of [
    'Prescribing message',
    'Pathway update',
    'Board meeting notice',
    'Announcement',
    'Opportunity',
  ])
    await amara.card('', kind)
  for (const said of ['in force', 'subscriptions', 'help', 'what?', 'questions', 'leave', 'drafts'])
    await amara.say(said)
  await visit('/chat?as=amara-okafor')
  expect(await page.getByRole('article').count()).toBeGreaterThan(25)
  await saveScreenshot(page, 'axe-1-locum')
  expect(await barriersOn(page)).toEqual([])
})

test('two chats beside each other, an open list and a message that is new', async () => {
  await visit('/chat?as=rhiannon-lloyd&with=amara-okafor')
  const [rhiannon, amara] = [paneOf(page, 'rhiannon-lloyd'), paneOf(page, 'amara-okafor')]
  await rhiannon.say('join')
  await rhiannon.form.getByRole('combobox', { name: /Where do you work/ }).pressSequentially('heal')
  await rhiannon.form.getByRole('option').first().waitFor()
  await amara.log.hover()
  await page.mouse.wheel(0, -2_000)
  await stage.cascade.as('amara-okafor').say('subscriptions')
  await amara.pane.getByRole('button', { name: 'New message below' }).waitFor()
  await saveScreenshot(page, 'axe-3-two')
  expect(await barriersOn(page)).toEqual([])
})

test('the archive of a forum, as its moderator reads it', async () => {
  const links = await archiveOf(stage.cascade, 'siobhan-keane', 1)
  await visit(links['Open the archive'] ?? '')
  await saveScreenshot(page, 'axe-4-archive')
  expect(await barriersOn(page)).toEqual([])
})

test('who has booked an event, as its organiser reads it', async () => {
  const priya = stage.cascade.as('priya-raman')
  await priya.say('compose event')
  await priya.fill({
    title: 'Lunchtime teaching',
    summary: 'Bring questions.',
    date: daysAfter(londonDay(new Date()), 20),
    starts: '13:00',
    ends: '14:00',
    place: 'Meeting room',
    capacity: '1',
    cpdHours: '1',
  })
  const draft = (await priya.cards()).findLast(canSend)?.title ?? ''
  const id = draft.split(':')[0] ?? ''
  await priya.press('Send now', `${id}:`)
  for (const [user, then] of [
    ['amara-okafor', 'You have a place'],
    ['yusuf-demir', 'waiting list'],
    ['marcia-bennett', 'waiting list'],
  ] as const) {
    const reader = stage.cascade.as(user)
    await reader.card('Lunchtime teaching')
    await reader.press('Book a place', 'Lunchtime teaching')
    await reader.card('Lunchtime teaching', then)
  }
  await stage.cascade.as('marcia-bennett').say(`give up ${id}`)
  await visit(await linkOf(stage.cascade, 'priya-raman', `bookings ${id}`, 'Names in a table'))
  await saveScreenshot(page, 'axe-5-bookings')
  expect(await page.getByRole('table').count()).toBe(3)
  expect(await barriersOn(page)).toEqual([])
})

test('a report, and a link that no longer works', async () => {
  const report = await reportOf(stage.cascade, 'tomasz-wieczorek', 24)
  await visit(report)
  expect(await barriersOn(page)).toEqual([])
  await visit(`${report.slice(0, -4)}AAAA`)
  expect(await barriersOn(page)).toEqual([])
})
