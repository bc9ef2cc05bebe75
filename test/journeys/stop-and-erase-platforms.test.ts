import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertDraft } from '#src/broadcasts/store.ts'
import { addDraft } from '#test/support/announcements.ts'
import { type BothPlatforms, openBothPlatforms } from '#test/support/both-platforms.ts'
import { UNPAID_ROLE } from '#test/support/contents.ts'
import { linkedOn } from '#test/support/calendar-links.ts'
import { until } from '#test/support/process.ts'
import { shown } from '#test/support/screens.ts'
import { everybodyOf, type Someone } from '#test/support/someone.ts'

describe('STOP, my data and delete me, on Slack, Teams and the local chat', () => {
  let both: BothPlatforms
  let everybody: readonly Someone[]
  beforeAll(async () => {
    both = await openBothPlatforms('2027-06-07T09:00:00Z', ['opportunity'], {
      onSlack: 1,
      onTeams: 1,
      onWeb: 1,
    })
    everybody = everybodyOf(both)
  })
  afterAll(() => both.close())

  const rows = async (text: string, ...values: unknown[]) =>
    (await both.database.pool.query<Record<string, unknown>>(text, values)).rows

  async function offer(title: string): Promise<void> {
    const place = {
      organisation: 'X00001',
      urgency: 'routine',
      specialties: [],
      gpKinds: [],
    } as const
    const content = { ...UNPAID_ROLE, title }
    const id = await both.database.db
      .transaction()
      .execute(async (tx) =>
        insertDraft(tx, both.author.personId, { ...place, content }, both.world.now()),
      )
    await both.author.says(`send ${id}`)
  }
  async function serve(title: string): Promise<void> {
    const id = await addDraft(both.database, both.author.personId, title)
    await both.author.says(`send ${id}`)
  }

  test('STOP, typed alone, ends what is optional, and service messages go on', async () => {
    for (const one of everybody) {
      await one.says('preferences')
      await one.presses('Not sent to you. The words to agree to:', 'Send me opportunities')
      await one.reads('Opportunities are sent to you')
    }
    await offer('Lead for one session')
    for (const one of everybody) await one.reads('Lead for one session')
    for (const one of everybody) {
      await one.says('STOP')
      const said = await one.reads('Nothing more of that is sent to you')
      expect(said).toContain('Messages about safety, prescribing, pathways and boards')
    }
    expect(
      await rows(
        `select category, withdrawn_platform as typed_on from consents where withdrawn_at is not null order by 2`,
      ),
    ).toEqual(
      ['slack', 'teams', 'web'].map((typed_on) => ({ category: 'opportunities', typed_on })),
    )
    await offer('Lead for two sessions')
    await shown(both.author.sees, 'Nobody would get this message')
    await serve('Rooms move on Monday')
    for (const one of everybody) await one.reads('Rooms move on Monday')
    for (const one of everybody)
      expect((await one.all()).filter((text) => text.includes('Lead for two sessions'))).toEqual([])
  })

  test('my data says what is held, and delete me leaves nothing but the wish to be left alone', async () => {
    for (const one of everybody) {
      await one.says('my data')
      const said = await one.reads('What Cascade holds about you')
      expect(said).toContain('What you agreed to')
    }
    const [visitor] = both.visitors
    const file = await fetch(
      await linkedOn(both.url, visitor?.user ?? '', 'Download the file (JSON)'),
    )
    expect(JSON.stringify(await file.json())).toContain('withdrawn')

    for (const one of everybody) {
      await one.says('delete me')
      await one.presses('Delete everything about you?', 'Delete everything')
      expect(await one.reads('Everything about you was deleted')).toContain('sends you nothing')
    }
    for (const one of everybody)
      await until(`the cards on ${one.name} to be emptied`, async () => {
        const all = await one.all()
        return !all.some((text) => text.includes('Rooms move on Monday'))
      })
    const ids = everybody.map(({ personId }) => personId)
    expect(
      await rows(
        'select name, erased_at is not null as erased from people where id = any($1)',
        ids,
      ),
    ).toEqual(ids.map(() => ({ name: 'A person who has left', erased: true })))
    expect(await rows('select 1 from identities where person_id = any($1)', ids)).toEqual([])
    expect(await rows('select 1 from subscriptions where person_id = any($1)', ids)).toEqual([])
    const suppressed = async () =>
      rows(
        'select category, count(distinct account_hash)::int as accounts from suppressions group by 1 order by 1',
      )
    const stays = ['education', 'invitation', 'opportunities'].map((category) => ({
      category,
      accounts: everybody.length,
    }))
    expect(await suppressed()).toEqual(stays)

    const refusals = () =>
      both.author.sees().filter(({ plain }) => plain.includes('Nobody would get this message'))
    const before = refusals().length
    await serve('Rooms move back')
    await until('its author to read that nobody is left', async () => refusals().length > before)
    for (const one of everybody) {
      await one.says('details')
      await one.reads('You have not joined Cascade yet')
      expect((await one.all()).filter((text) => text.includes('Rooms move back'))).toEqual([])
    }
    expect(await suppressed()).toEqual(stays)
    expect(both.troubles()).toEqual([])
  })
})
