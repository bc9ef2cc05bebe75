import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bankHolidays } from '#src/attention/store.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { chaseOfficers } from '#src/opportunities/chasing.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { keptLog, settled } from '#test/support/raw-chat.ts'
import { canSend } from '#test/support/sending.ts'
import { testWorld } from '#test/support/world.ts'

const MONDAY = '2027-06-07T09:00:00Z'
const OFFICER = 'priya-raman'
const [AMARA, MEI, SIOBHAN] = ['amara-okafor', 'mei-ling-zhao', 'siobhan-keane']

/** Opportunities from end to end, over HTTP, on each database, for the invented people of the demonstration. */
describe.each(oneDatabase())('an opportunity on $name', ({ open }) => {
  const { log, errors } = keptLog()
  const world = testWorld(MONDAY, 22)
  let cascade: Cascade
  let queue: Queue
  beforeAll(async () => {
    cascade = await startCascade(await open(), { log, world })
    queue = createQueue(cascade.database, silentLog)
    await queue.start()
    await settled(cascade.database)
  })
  afterAll(async () => {
    expect(errors).toEqual([])
    await queue.stop(1_000)
    await cascade.stop()
    await cascade.database.close()
  })

  const as = (user: string) => cascade.as(user)

  async function offer(title: string, closes: string): Promise<number> {
    const officer = as(OFFICER)
    await officer.say('compose opportunity')
    await officer.fill({
      title,
      summary: 'Played by a test.',
      type: 'pathway-lead',
      sessions: '1 session a week',
      time: 'paid',
      paidBy: 'Example PCN',
      terms: 'employed-model-terms',
      closes,
    })
    const draft = (await officer.cards()).findLast(canSend)
    await officer.press('Send now', draft?.title ?? '-')
    await settled(cascade.database)
    return Number(/^(\d+):/.exec(draft?.title ?? '')?.[1])
  }
  const outcomes = async (user: string, title: string) =>
    (await as(user).cards()).filter(
      ({ title: of, labels }) => of === title && !labels.includes('Ask a question'),
    )

  const TITLE = 'Lead for the eye pathway'
  let id = 0

  test('says whose time it takes and on which terms, and asks for a conflict of interest', async () => {
    id = await offer(TITLE, '2027-06-18')
    const card = await as(AMARA).card(TITLE)
    expect(card.text).toContain('1 session a week (paid time)')
    expect(card.text).toContain('no less favourable than the model salaried GP contract')
    await as(AMARA).press('I am interested', TITLE)
    await as(AMARA).fill({ how: 'I led one before', conflict: 'declared' })
    expect((await as(AMARA).form())?.errors).toEqual([
      'Say in a sentence what the conflict of interest is',
    ])
    await as(AMARA).fill({ conflictWords: 'My partner sells lenses', date1: '2027-06-09' })
    expect((await as(AMARA).last()).text).toContain('You will be told what becomes of it.')
    const told = await as(OFFICER).card(`Dr Amara Okafor: ${TITLE}`, 'My partner sells lenses')
    expect(told.labels).toEqual(['Shortlist', 'Offer it', 'Decline', 'Everybody who is interested'])
    const typed = await as(MEI).ask(`interested ${id} Gladly`)
    expect(typed.text).toContain('You have not said yet whether you have a conflict of interest.')
    expect((await as(SIOBHAN).ask(`interested ${id} Me too`)).title).toMatch(/^Your interest/)
  })

  test('is run from the list of applicants, and each hears of each step once', async () => {
    const officer = as(OFFICER)
    await settled(cascade.database)
    const list = await officer.ask(`interest ${id}`)
    expect(list.title).toBe(`3 people interested: ${TITLE}`)
    expect(list.text).toContain('It closes on Friday 18 June 2027.')
    expect(list.text).toContain('3 waiting for an answer.')
    await officer.press('Applicant 1', list.title)
    const before = await officer.card('', 'Dr Amara Okafor waits for an answer')
    await officer.press('Shortlist', before.title)
    await officer.fill({ reason: 'We talk on Wednesday' })
    await settled(cascade.database)
    const [shortlisted, ...more] = await outcomes(AMARA, TITLE)
    expect(more).toEqual([])
    expect(shortlisted?.text).toContain('You are on the shortlist')
    expect(shortlisted?.text).toContain('The sender says: We talk on Wednesday')
    await as(AMARA).card(TITLE, '10am. You are on the shortlist.')

    // Two tabs, one decision: the other finds that it was taken.
    const stale = await officer.card(`Dr Amara Okafor: ${TITLE}`, 'Expression of interest')
    await officer.press('Offer it', `Dr Amara Okafor: ${TITLE}`)
    await officer.fill({})
    expect(stale.labels).toContain('Shortlist')
    expect((await officer.ask(`applicant ${id} 1`)).text).toContain('has an offer to answer')
    expect((await officer.ask(`close opportunity ${id}`)).title).toBe(
      `Somebody has an offer for ${id} that they have not answered`,
    )
    await settled(cascade.database)
    expect(await outcomes(AMARA, TITLE)).toHaveLength(2)
  })

  test('an offer is answered by whom it was made to, on its card', async () => {
    expect((await as(MEI).ask(`accept offer ${id}`)).title).toBe('It has not been offered to you')
    await as(AMARA).press('Accept the offer', TITLE)
    expect((await as(AMARA).last()).text).toContain('You accepted the offer')
    await as(OFFICER).card(`Dr Amara Okafor: ${TITLE}`, 'They accepted the offer.')
    expect((await as(AMARA).ask(`accept offer ${id}`)).title).toBe('You have accepted it already')
  })

  test('who may take back the message too is asked what they withdraw', async () => {
    const none = await as('nadia-rahimi').ask(`withdraw ${id}`)
    expect(none.title).toBe(`You have no interest in ${id} to withdraw`)
    expect(none.labels).toEqual(['Withdraw the message'])
    // A liaison lead, and an applicant.
    const which = await as(SIOBHAN).ask(`withdraw ${id}`)
    expect(which.text).toContain('Nothing has been withdrawn yet.')
    expect(which.labels).toEqual(['Withdraw my interest', 'Withdraw the message'])
    await as(SIOBHAN).press('Withdraw my interest', which.title)
    await as(OFFICER).card(`Dr Siobhan Keane: ${TITLE}`, 'They are no longer interested.')
    expect((await as(SIOBHAN).ask(`interested ${id} After all`)).title).toMatch(/^Your interest/)
    const again = await as(OFFICER).ask(`applicant ${id} 3`)
    expect(again.title).toBe(`Dr Siobhan Keane: ${TITLE}`)
  })

  test('closing it tells everybody who waits, once, and every copy says so', async () => {
    await as(MEI).say(`withdraw ${id}`)
    const officer = as(OFFICER)
    await officer.press('Close it', `Dr Amara Okafor: ${TITLE}`)
    expect((await officer.form())?.text).toContain('1 person waits for an answer')
    await officer.fill({ as: 'filled', reason: 'Thank you all' })
    await officer.card(`${id}: ${TITLE}`, '1 person who was still waiting is told.')
    await settled(cascade.database)
    const [told, ...more] = await outcomes(SIOBHAN, TITLE)
    expect(more).toEqual([])
    expect(told?.text).toContain('Somebody else was chosen.')
    expect(told?.text).toContain('The sender says: Thank you all')
    expect(await outcomes(MEI, TITLE)).toEqual([])
    expect((await as(MEI).ask(`show ${id}`)).text).toContain('It has been filled.')
    expect((await officer.ask(`close opportunity ${id}`)).title).toBe('It is closed already')
    expect((await as(MEI).ask(`interested ${id} After all`)).title).toBe(
      `Nobody new can be interested in ${id}: it is closed`,
    )
    expect((await as(MEI).ask('in force')).text).not.toContain(TITLE)
    await settled(cascade.database)
    expect(await outcomes(SIOBHAN, TITLE)).toHaveLength(1)
  })

  test('a new closing date is told to applicants, and whoever runs it is asked for what they owe', async () => {
    const title = 'Supervisor for a pharmacist'
    const other = await offer(title, '2027-06-11')
    await as(MEI).say(`interested ${other} On Fridays`)
    await as(OFFICER).say(`correct ${other}`)
    await as(OFFICER).fill({ whatChanged: 'There is a week more', closes: '2027-06-18' })
    await as(OFFICER).press('Send the correction', `${other}:`)
    await settled(cascade.database)
    const [told, ...more] = await outcomes(MEI, title)
    expect(more).toEqual([])
    expect(told?.text).toContain('It closes on Friday 18 June 2027, not Friday 11 June 2027.')
    expect(told?.text).toContain('There is a week more')

    const { db } = cascade.database
    const chased = async (iso: string) => {
      world.set(iso)
      const tools = { db, queue, world }
      const holidays = await bankHolidays(db)
      await Promise.all([chaseOfficers(tools, holidays), chaseOfficers(tools, holidays)])
      await settled(cascade.database)
      const cards = await as(OFFICER).cards()
      return cards.filter(
        (card) =>
          card.title === `${other}: ${title}` &&
          /Applicants wait for you|How did it end/.test(card.text),
      )
    }
    expect(await chased('2027-06-14T11:29:00Z')).toEqual([])
    const waiting = await chased('2027-06-14T11:30:00Z')
    expect(waiting.map(({ text }) => /\d person waits for an answer/.exec(text)?.[0])).toEqual([
      '1 person waits for an answer',
    ])
    expect(await chased('2027-06-14T11:35:00Z')).toHaveLength(1)
    expect((await chased('2027-06-21T11:30:00Z')).at(-1)?.text).toContain(
      'It closed on Friday 18 June 2027.',
    )
    // It closed, and can be given more time all the same.
    const late = async () =>
      (await as(SIOBHAN).ask(`interested ${other} If it is not too late`)).title
    expect(await late()).toBe('It closed on Friday 18 June 2027')
    await as(OFFICER).say(`extend ${other}`)
    await as(OFFICER).fill({ closes: '2027-06-18' })
    expect((await as(OFFICER).form())?.errors.join()).toContain('Give a day from today on')
    await as(OFFICER).fill({ closes: '2027-06-25' })
    const extended = await as(OFFICER).card(
      `${other}: ${title}`,
      '1 person who is interested is told.',
    )
    expect(extended.text).toContain('It closes on Friday 25 June 2027, not Friday 18 June 2027.')
    expect(await late()).toMatch(/^Your interest/)
    await as(OFFICER).say(`close opportunity ${other}`)
    await as(OFFICER).fill({ as: 'unfilled' })
    expect(await chased('2027-06-28T11:30:00Z')).toHaveLength(2)
  })
})
