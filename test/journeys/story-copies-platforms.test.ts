import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bankHolidays } from '#src/attention/store.ts'
import { makeDigests } from '#src/digests/make.ts'
import { sendReminders } from '#src/reminders/send.ts'
import { type BothPlatforms, openBothPlatforms } from '#test/support/both-platforms.ts'
import { jobsAreDue } from '#test/support/holds.ts'
import { until } from '#test/support/process.ts'
import { settled } from '#test/support/raw-chat.ts'
import { shown } from '#test/support/screens.ts'
import { everybodyOf, type Someone } from '#test/support/someone.ts'

const RECALL = 'Class 2 recall: labetalol 200mg tablets, 1 batch'
const PERT = 'Pancreatic enzyme replacement therapy'
const HRT = 'HRT patches'

/** Ends a wait that hangs; nothing is timed by it. */
const HANGS_MS = 90_000

/**
 * The stories of stories.test.ts for those who got a message otherwise than straight away: a copy that reminded them, and
 * one that was opened from a digest, on Slack, Teams and in the local chat.
 */
describe('every copy is right at each step', () => {
  let both: BothPlatforms
  /** One on each platform who is told straight away, and one who has a digest. */
  let told: readonly Someone[]
  let digested: readonly Someone[]
  beforeAll(async () => {
    both = await openBothPlatforms('2027-06-07T09:00:00Z', ['prescribing'], {
      onSlack: 2,
      onTeams: 2,
      onWeb: 2,
    })
    const everybody = everybodyOf(both)
    told = everybody.filter((_, n) => n % 2 === 0)
    digested = everybody.filter((_, n) => n % 2 === 1)
    await both.database.pool.query(
      `update subscriptions set cadence = 'daily' where person_id = any($1)`,
      [digested.map(({ personId }) => personId)],
    )
  })
  afterAll(() => both.close())

  /** What the ticks do at that moment. */
  async function at(iso: string): Promise<void> {
    await both.set(iso)
    const tools = { db: both.database.db, queue: both.queue, world: both.world }
    await makeDigests(tools)
    await sendReminders(tools, await bankHolidays(both.database.db))
    await settled(both.database)
  }

  /** Types what asks the author for a form, and sends it; the number on the card that follows. */
  async function fill(
    typed: string,
    title: string,
    values: Readonly<Record<string, string>>,
    words: string,
  ): Promise<number> {
    const { author } = both
    const before = author.sees().length
    await author.says(typed)
    expect(await author.sendsForm(title, values)).toEqual({ is: 'closed' })
    const since = () => author.sees().slice(before)
    const card = await shown(since, words)
    const send = card.buttons.find((one) => /^Send (now|the correction)/.test(one))
    if (send !== undefined) await author.presses(card.id, send)
    await settled(both.database)
    return Number(/(\d+):/.exec(card.plain)?.[1])
  }

  const copies = async (one: Someone, id: number) =>
    (await one.all()).filter(
      (text) => text.includes(`Message ${id},`) || text.includes(`Message ${id}.`),
    )

  /** They have so many copies, and every one says this. */
  const allSay = async (some: readonly Someone[], id: number, many: number, words: string) => {
    for (const one of some)
      await until(
        `${many} copies of ${id} on ${one.name} that say “${words}”`,
        async () => {
          await jobsAreDue(both.database, both.world)
          const all = await copies(one, id)
          return all.length === many && all.every((text) => text.includes(words))
        },
        HANGS_MS,
      )
  }

  /** The list with this title that each of them was sent has this line by now, where it stands. */
  const listsSay = async (some: readonly Someone[], title: string, line: string) => {
    for (const one of some)
      await until(
        `“${title}” on ${one.name} to say “${line}”`,
        async () => {
          await jobsAreDue(both.database, both.world)
          const list = (await one.all()).find((text) => text.includes(title))
          return list?.includes(line) === true
        },
        HANGS_MS,
      )
  }

  /** A message that those have who are told at once, and the others in the digest of the next day, opened from there. */
  async function send(values: Readonly<Record<string, string>>, next: string): Promise<number> {
    const id = await fill(
      'compose prescribing',
      'Prescribing message',
      { urgency: 'important', ...values },
      '6 people would get this now',
    )
    for (const one of told) await one.reads(`Message ${id}`)
    await at(next)
    for (const one of digested) {
      await one.presses(values['title'] ?? '', `Open ${id}`)
      await one.reads(`Message ${id}`)
    }
    return id
  }

  test('the labetalol recall is corrected two days later', async () => {
    const id = await send(
      {
        title: RECALL,
        summary: 'Some cartons of batch 240537 may hold a blister of verapamil SR 240mg.',
        reference: 'EL(24)A/52',
      },
      '2027-06-08T06:31:00Z',
    )
    const [first] = digested
    await first?.presses(`Message ${id}`, 'Read')
    await at('2027-06-09T11:31:00Z')
    // Whoever had it on Monday is reminded on Wednesday, in one more copy.
    for (const one of told) await one.reads('You have not answered it yet.')
    await allSay(told, id, 2, `Message ${id}`)
    await fill(
      `correct ${id}`,
      'Correct a message',
      {
        whatChanged: 'Correct product description',
        summary: 'Some cartons of batch 240537 may hold a blister of verapamil SR 120mg.',
        material: 'yes',
      },
      'What changes',
    )
    await allSay(told, id, 2, 'Correct product description')
    await allSay(digested, id, 1, 'Correct product description')
    await listsSay(digested, '1 message for you', `Corrected: ${RECALL}`)
    for (const one of [...told, ...digested])
      for (const text of await copies(one, id)) {
        expect(text).toContain('SR 120mg')
        expect(text).not.toContain('240mg.')
      }
    expect(await first?.reads('You answered before it changed')).toContain(RECALL)
    // Answered on the copy that had reminded them, it shows on the first one too.
    for (const one of told) {
      await one.presses(`Message ${id}`, 'Read')
      await until(`both copies on ${one.name} to show the answer`, async () =>
        (await copies(one, id)).every((text) => text.includes('You answered: Read')),
      )
    }
  })

  test('NatPSA/2024/007 supersedes MSN/2024/054, and is withdrawn', async () => {
    const other = await fill(
      'compose prescribing',
      'Prescribing message',
      { urgency: 'important', title: HRT, summary: 'Patches are short.' },
      '6 people would get this now',
    )
    const first = await send(
      {
        title: `${PERT} shortage`,
        summary: 'Supply of Creon is limited.',
        reference: 'MSN/2024/054',
      },
      '2027-06-10T06:31:00Z',
    )
    await at('2027-06-11T11:31:00Z')
    // Who was told of both on Wednesday is reminded on Friday, in one list; the others had both in one digest.
    const lists = async (line: string) => {
      await listsSay(told, 'for your answer', line)
      await listsSay(digested, '2 messages for you', line)
    }
    await lists(`${PERT} shortage`)
    await listsSay(told, 'for your answer', '2 messages wait')
    const second = await fill(
      `replace ${first}`,
      'Prescribing message',
      { title: `${PERT}: serious shortage`, reference: 'NatPSA/2024/007/DHSC' },
      '6 people would get this now',
    )
    await allSay(told, first, 1, `Superseded by ${second}`)
    await lists(`Superseded: ${PERT} shortage`)
    await listsSay(told, 'for your answer', '1 message waits')
    await allSay(digested, first, 1, `Superseded by ${second}`)
    await fill(
      `withdraw ${second}`,
      'Withdraw a message',
      { reason: 'It named the wrong product.' },
      'It named the wrong product.',
    )
    for (const one of told) await allSay([one], second, 1, 'It named the wrong product.')
    await fill(
      `correct ${other}`,
      'Correct a message',
      { whatChanged: 'Which patches', title: `${HRT} and gels` },
      'What changes',
    )
    await lists(`Corrected: ${HRT} and gels`)
    await fill(`withdraw ${other}`, 'Withdraw a message', { reason: 'Supply is back.' }, 'Supply')
    await lists(`Withdrawn: ${HRT} and gels`)
    await listsSay(told, 'for your answer', 'None of these waits')
    expect(both.troubles()).toEqual([])
  })
})
