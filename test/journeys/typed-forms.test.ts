import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { openOne } from '#test/support/database.ts'

let cascade: Cascade
beforeAll(async () => {
  cascade = await startCascade(await openOne())
})
afterAll(async () => {
  await cascade.stop()
  await cascade.database.close()
})

test('a form that a typed command opened is shown again with its errors and what was filled in', async () => {
  const priya = cascade.as('priya-raman')
  await priya.say('schedule 26')
  await priya.fill({ date: '2027-03-28', time: '01:30' })
  expect((await priya.form())?.errors[0]).toMatch(/^The clocks go forward/)
  await priya.fill({ date: '2020-01-01', time: '09:00' })
  expect((await priya.form())?.errors[0]).toMatch(/has gone by/)

  const amara = cascade.as('amara-okafor')
  const number = /Message (\d+)/.exec((await amara.card('Minor eye conditions')).text)?.[1] ?? ''
  await amara.say(`ask ${number}`)
  await amara.fill({ text: '' })
  expect((await amara.form())?.errors).toEqual(['Enter your question'])
  await amara.fill({ text: 'From which day?' })
  const tomasz = cascade.as('tomasz-wieczorek')
  const asked = /Question (\d+)/.exec((await tomasz.card('Question')).title)?.[1] ?? ''
  await tomasz.say(`answer ${asked}`)
  await tomasz.fill({ text: ' ' })
  expect((await tomasz.form())?.errors).toEqual(['Enter your answer'])
})
