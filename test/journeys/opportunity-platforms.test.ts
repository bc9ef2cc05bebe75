import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bankHolidays } from '#src/attention/store.ts'
import { insertDraft } from '#src/broadcasts/store.ts'
import { chaseOfficers } from '#src/opportunities/chasing.ts'
import { giveConsent } from '#src/people/consents/consent-store.ts'
import { type BothPlatforms, openBothPlatforms } from '#test/support/both-platforms.ts'
import { OPPORTUNITY } from '#test/support/contents.ts'
import type { Hand } from '#test/support/hands.ts'
import { until } from '#test/support/process.ts'
import { shown } from '#test/support/screens.ts'

const PLACE = 'X00001'
const TITLE = 'Lead for the eye pathway'
const SUMMARY = 'One session a week.'

/** The same over the local chat is in opportunities.test.ts. */
describe('an opportunity over Slack and over Teams', () => {
  let both: BothPlatforms
  let officer: Hand
  /** On Slack: Anna and Dev; on Teams: Ben and Cara. */
  let [anna, ben, cara, dev]: Hand[] = []
  let id = 0

  beforeAll(async () => {
    // In the past, so that the queue, which goes by the clock of the database, finds due what is due then.
    both = await openBothPlatforms('2026-06-08T09:00:00Z', ['opportunity'], {
      onSlack: 2,
      onTeams: 2,
    })
    const { database, world, readers, author } = both
    officer = plainly(author)
    ;[anna, dev, ben, cara] = readers.map(plainly)
    const at = world.now()
    id = await database.db.transaction().execute(async (tx) => {
      for (const { personId } of readers)
        await giveConsent(
          tx,
          { personId, at, platform: 'web', newId: world.newId },
          'opportunities',
        )
      const content = { ...OPPORTUNITY, title: TITLE, closes: '2026-06-19' }
      const to = { organisation: PLACE, urgency: 'routine', specialties: [], gpKinds: [] } as const
      return insertDraft(tx, author.personId, { ...to, content }, at)
    })
  })
  afterAll(async () => both.close())

  const everybody = (): readonly Hand[] => [anna, ben, cara, dev].map(there)
  const count = (one: Hand | undefined, words: string) =>
    there(one)
      .sees()
      .filter(({ plain }) => plain.includes(words)).length
  /** Presses what opens a form, and sends the form. */
  async function fills(
    hand: Hand | undefined,
    [words, label]: readonly [card: string, label: string],
    form: string,
    values: Parameters<Hand['sendsForm']>[1],
  ): Promise<unknown> {
    const card = await shown(there(hand).sees, words)
    await there(hand).presses(card.id, label)
    return there(hand).sendsForm(form, values)
  }
  const CLOSED = { is: 'closed' }
  /** What the tick does at that moment, in two processes at once. */
  const tick = async (iso: string) => {
    await both.set(iso)
    const tools = { db: both.database.db, queue: both.queue, world: both.world }
    const holidays = await bankHolidays(tools.db)
    await Promise.all([chaseOfficers(tools, holidays), chaseOfficers(tools, holidays)])
  }

  test('is answered from its card, with a conflict of interest and dates, or typed', async () => {
    await officer.says(`send ${id}`)
    for (const one of everybody()) await shown(one.sees, TITLE)
    const press = [TITLE, 'I am interested'] as const
    const days = { date1: '2026-06-17', date2: '2026-06-18', date3: '2026-06-19' }
    expect(
      await fills(anna, press, 'I am interested', {
        how: 'I led one before',
        conflict: 'declared',
        ...days,
      }),
    ).toMatchObject({
      is: 'errors',
      errors: { 'If you do: what is it?': 'Say in a sentence what the conflict of interest is' },
    })
    const words = { conflictWords: 'My partner sells lenses' }
    expect(await there(anna).sendsForm('I am interested', words)).toEqual(CLOSED)
    await shown(there(anna).sees, 'Your interest is with the sender')
    const told = await shown(officer.sees, 'My partner sells lenses')
    expect(told.plain).toContain(
      'Wednesday 17 June 2026, Thursday 18 June 2026 or Friday 19 June 2026',
    )
    expect(told.buttons).toEqual([
      'Shortlist',
      'Offer it',
      'Decline',
      'Everybody who is interested',
    ])

    const none = { how: 'On Fridays', conflict: 'none', date1: '2026-06-19' }
    expect(await fills(ben, press, 'I am interested', none)).toEqual(CLOSED)
    await shown(officer.sees, 'On Fridays')
    await there(cara).says(`interested ${id} Gladly`)
    const unsaid = 'You have not said yet whether you have a conflict of interest'
    expect((await shown(officer.sees, 'Gladly')).plain).toContain('Not said yet')
    const now = [unsaid, 'Say it now'] as const
    expect(await fills(cara, now, 'I am interested', { conflict: 'none' })).toEqual(CLOSED)
    await shown(officer.sees, 'Interest changed')
    expect(await fills(dev, press, 'I am interested', { ...none, how: 'If I may' })).toEqual(CLOSED)
    await shown(officer.sees, 'If I may')
  })

  test('its silent officer is asked once, and gives it more time, which each applicant hears once', async () => {
    await tick('2026-06-15T11:29:00Z')
    await tick('2026-06-15T11:30:00Z')
    await tick('2026-06-15T11:35:00Z')
    const asked = await shown(officer.sees, 'Applicants wait for you')
    expect(asked.plain).toContain('4 people wait for an answer. It closes on Friday 19 June 2026.')
    expect(count(officer, 'Applicants wait for you')).toBe(1)

    const form = 'Give it more time'
    const extend = ['Applicants wait for you', 'Extend'] as const
    expect(await fills(officer, extend, form, { closes: '2026-06-12' })).toMatchObject({
      errors: { 'The new closing date': 'That date has gone by. Give a day from today on' },
    })
    expect(await officer.sendsForm(form, { closes: '2026-06-26' })).toEqual(CLOSED)
    const moved = 'It closes on Friday 26 June 2026, not Friday 19 June 2026.'
    expect((await shown(officer.sees, moved)).plain).toContain(
      '4 people who are interested are told',
    )
    for (const one of everybody()) {
      await shown(one.sees, moved)
      await until(`the new date on the copy of ${one.name}`, async () =>
        one
          .sees()
          .some(({ plain }) => plain.includes(SUMMARY) && plain.includes('Friday 26 June 2026')),
      )
    }
  })

  test('is decided, and each applicant hears of each step on their own platform', async () => {
    const decides = async (
      applicant: number,
      [label, form]: readonly [string, string],
      why = '',
    ) => {
      const before = officer.sees().length
      await officer.says(`applicant ${id} ${applicant}`)
      const card = await shown(
        () => officer.sees().slice(before),
        `Applicant ${applicant} for ${id}`,
      )
      await officer.presses(card.id, label)
      expect(await officer.sendsForm(form, why === '' ? {} : { reason: why })).toEqual(CLOSED)
    }
    await decides(1, ['Shortlist', 'Shortlist'], 'We talk on Wednesday')
    expect((await shown(there(anna).sees, 'You will hear from the sender.')).plain).toContain(
      'The sender says: We talk on Wednesday',
    )
    await decides(2, ['Shortlist', 'Shortlist'])
    await shown(there(ben).sees, 'You will hear from the sender.')
    await decides(4, ['Decline', 'Decline'], 'Thank you')
    await shown(there(dev).sees, 'It is not offered to you this time')
    await decides(2, ['Offer it', 'Offer it'])
    const offer = await shown(there(ben).sees, 'Please accept it or turn it down')
    expect(count(ben, 'Please accept it or turn it down')).toBe(1)
    expect(offer.buttons).toContain('Accept the offer')
    await there(ben).presses(offer.id, 'Accept the offer')
    await shown(there(ben).sees, 'You accepted the offer')
    await shown(officer.sees, 'They accepted the offer.')
  })

  test('is closed: those who still wait hear it once, nobody else does, and every copy says so', async () => {
    // A further copy, as whoever looked again has.
    await there(anna).says(`show ${id}`)
    await until('two copies', async () => count(anna, SUMMARY) === 2)
    const close = ['They accepted the offer.', 'Close it'] as const
    const form = 'Close an opportunity'
    expect(await fills(officer, close, form, { as: 'filled' })).toEqual(CLOSED)
    await shown(officer.sees, '2 people who were still waiting are told.')
    for (const one of [anna, cara]) await shown(there(one).sees, 'Somebody else was chosen.')
    for (const one of everybody())
      await until(`every copy on ${one.name} to say so`, async () => {
        const copies = one.sees().filter(({ plain }) => plain.includes(SUMMARY))
        return copies.every(
          ({ plain, buttons }) =>
            plain.includes('It has been filled.') && !buttons.includes('I am interested'),
        )
      })
    expect(count(anna, SUMMARY)).toBe(2)

    await tick('2026-07-13T11:30:00Z')
    await until('nothing to be on its way', async () => {
      const { rows } = await both.database.pool.query(
        `select 1 from notices where state in ('waiting', 'sending')`,
      )
      return rows.length === 0
    })
    // Ben's offer has turned into the card of the opportunity when he accepted it.
    const heard = everybody().map((one) =>
      [
        'It closes on Friday 26 June 2026, not',
        'You will hear from the sender.',
        'It is not offered to you this time',
        'Somebody else was chosen.',
      ].map((words) => count(one, words)),
    )
    expect(heard).toEqual([
      [1, 1, 0, 1],
      [1, 1, 0, 0],
      [1, 0, 0, 1],
      [1, 0, 1, 0],
    ])
    expect(count(officer, 'How did it end?')).toBe(0)
    expect(both.troubles()).toEqual([])
  })
})

/** What they see, without the marks of what is bold. */
const plainly = (hand: Hand): Hand => ({
  ...hand,
  sees: () => hand.sees().map((card) => ({ ...card, plain: card.plain.replaceAll('*', '') })),
})

function there(hand: Hand | undefined): Hand {
  if (hand === undefined) throw new Error('Nobody is there')
  return hand
}
