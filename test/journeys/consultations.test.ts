import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bankHolidays } from '#src/attention/store.ts'
import { tendConsultations } from '#src/consultations/due.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { keptLog, settled } from '#test/support/raw-chat.ts'
import { canSend } from '#test/support/sending.ts'
import { find, textOf, within } from '#test/support/served-html.ts'
import { testWorld } from '#test/support/world.ts'

const AUTHOR = 'priya-raman'
const TITLE = 'Which clinic day?'

describe.each(oneDatabase())('a consultation on $name', ({ open }) => {
  const { log, errors } = keptLog()
  const world = testWorld('2027-06-07T09:00:00Z', 11)
  let cascade: Cascade
  let queue: Queue
  let id = 0
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

  /** What the tick does at that moment, in two processes at once. */
  async function tickAt(iso: string): Promise<void> {
    world.set(iso)
    const { db } = cascade.database
    const holidays = await bankHolidays(db)
    const tend = async () => tendConsultations({ db, queue, world }, holidays)
    await Promise.all([tend(), tend()])
    await settled(cascade.database)
  }
  const cardsOf = async (user: string, label: string) =>
    (await cascade.as(user).cards()).filter(
      // The demonstration has one of its own.
      ({ text }) => text.startsWith(label) && text.includes(TITLE),
    )

  /** The page and the file of the report, as the newest link in the chat leads to them. */
  async function report() {
    const author = cascade.as(AUTHOR)
    await author.say(`report ${id}`)
    const chat = await author.open(`/chat?as=${AUTHOR}`)
    const href = [...within(chat)].findLast(
      ({ tag, attributes }) => tag === 'a' && /\/reports\//.test(attributes['href'] ?? ''),
    )?.attributes['href']
    const page = await author.open(new URL(href ?? '', cascade.url).pathname)
    const section = find(page, ({ attributes }) => attributes['id'] === 'by-kind-caption')
    const file = await fetch(`${href}/csv/consultation`)
    expect(section).toBeDefined()
    return { text: textOf(page).replaceAll(/\s+/g, ' '), file: await file.text() }
  }

  test('is answered in a form from its card, changed, and guarded', async () => {
    const author = cascade.as(AUTHOR)
    await author.say('compose consultation')
    await author.fill({
      title: TITLE,
      summary: 'Extra clinics start in autumn.',
      closes: '2027-06-18',
      question1: 'Which day suits you? | Monday | Thursday',
      question2: 'What would help you most?',
    })
    const draft = (await author.cards()).findLast(canSend)
    expect(draft?.text).toContain('Who has not taken part is reminded once')
    id = Number(/^(\d+):/.exec(draft?.title ?? '')?.[1])
    await author.press('Send now', `${id}:`)
    await settled(cascade.database)

    const amara = cascade.as('amara-okafor')
    const card = await amara.card(TITLE)
    expect(card.text).toContain('Closes At the end of Friday 18 June 2027')
    expect(card.text).toContain('Which day suits you?')
    await amara.press('Answer the questions', TITLE)
    expect((await amara.form())?.text).toContain('without names')
    await amara.fill({})
    expect((await amara.form())?.errors.join()).toContain('Answer at least one question')
    await amara.fill({ answer1: '2', answer2: 'Patient NHS number 943 476 5919' })
    expect((await amara.form())?.errors.join()).toMatch(/NHS number/)
    await amara.fill({ answer1: '2', answer2: 'Somewhere to park' })
    expect((await amara.last()).title).toBe('Thank you for taking part')
    const shown = await amara.card(TITLE, 'You took part')
    expect(shown.labels).toContain('Change what I said')
    await amara.press('Change what I said', TITLE)
    expect((await amara.form())?.text).toContain('Somewhere to park')
    await amara.fill({ answer2: 'A parking space', named: 'yes' })
    expect((await amara.last()).title).toBe('What you said is changed')

    await cascade.as('yusuf-demir').press('Not relevant to me', TITLE)
    const { rows } = await cascade.database.pool.query(
      'select answers from consultation_answers where broadcast_id = $1',
      [id],
    )
    expect(rows).toEqual([{ answers: ['Thursday', 'A parking space'] }])
  })

  test('says while it is open how many took part where they are enough, and nothing of what they said', async () => {
    const { text, file } = await report()
    expect(text).toContain('4 people were asked. How many took part is not shown')
    expect(text).toContain('shown here when it has closed')
    expect(text).not.toContain('A parking space')
    expect(file).toContain('"Kind of GP","Everybody","4","Not shown"')
    await cascade.as(AUTHOR).say(`say back ${id}`)
    expect((await cascade.as(AUTHOR).last()).title).toContain('is open until the end of')
  })

  test('reminds once, in its last week, whoever has said nothing', async () => {
    await tickAt('2027-06-11T11:00:00Z')
    expect(await cardsOf('siobhan-keane', 'Reminder')).toEqual([])
    await tickAt('2027-06-14T11:00:00Z')
    await tickAt('2027-06-15T11:00:00Z')
    for (const [user, times] of [
      ['amara-okafor', 0],
      ['yusuf-demir', 0],
      ['siobhan-keane', 1],
      ['marcia-bennett', 1],
    ] as const)
      expect([user, (await cardsOf(user, 'Reminder')).map(({ title }) => title)]).toEqual([
        user,
        Array.from({ length: times }, () => TITLE),
      ])
  })

  test('closes: its sender is asked what came of it, again after two weeks', async () => {
    await tickAt('2027-06-21T09:00:00Z')
    await tickAt('2027-06-22T09:00:00Z')
    const [asked, ...more] = await cardsOf(AUTHOR, 'Consultation closed')
    expect(more).toEqual([])
    expect(asked?.text).toContain('4 people were asked. How many took part is not shown')
    await cascade.as('marcia-bennett').say(`take part ${id}`)
    expect((await cascade.as('marcia-bennett').last()).title).toContain(
      'It closed on Friday 18 June',
    )
    await tickAt('2027-07-02T09:00:00Z')
    expect(await cardsOf(AUTHOR, 'Still to be said')).toHaveLength(1)
    const { text, file } = await report()
    expect(text).toContain('A parking space Dr Amara Okafor')
    expect(file).toContain('"Which day suits you?","Thursday",,"1"')
  })

  test('ends in “you said, we did”, once, to all who took part and here to all who were asked', async () => {
    const author = cascade.as(AUTHOR)
    await cascade.as('amara-okafor').say(`say back ${id}`)
    expect((await cascade.as('amara-okafor').last()).title).not.toContain('on its way')
    await author.press('You said, we did', `${id}:`)
    await author.fill({
      youSaid: 'Thursday, and parking.',
      weDid: 'Thursday it is.',
      everybody: 'yes',
    })
    expect((await author.last()).title).toBe('It is on its way to everybody who was asked')
    await author.say(`say back ${id}`)
    expect((await author.last()).title).toBe(`What came of consultation ${id} has been said`)
    await settled(cascade.database)
    for (const user of ['amara-okafor', 'yusuf-demir', 'siobhan-keane']) {
      const [heard, ...more] = await cardsOf(user, 'You said, we did')
      expect(more).toEqual([])
      expect(heard?.text).toContain('Thursday it is.')
    }
    await tickAt('2027-07-20T09:00:00Z')
    expect(await cardsOf(AUTHOR, 'Still to be said')).toHaveLength(1)
  })
})
