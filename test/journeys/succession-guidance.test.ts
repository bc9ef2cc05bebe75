import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertDraft, setState } from '#src/broadcasts/store.ts'
import type { Database } from '#src/kernel/db.ts'
import { importSuccessions } from '#src/organisations/succession-import.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import type { Visitor } from '#test/support/visitor.ts'
import { contentOf } from '#test/unit/a-broadcast.ts'

const DAY = 24 * 60 * 60_000
const MERGED = `predecessor_ods,predecessor_name,successor_ods,successor_name,succession_date,type
QSL,x,S0M3R,NHS Somerset and Beyond ICB,2026-04-01,merger
QZZ,x,S0M3R,NHS Somerset and Beyond ICB,2026-04-01,merger`

describe.each(oneDatabase())('what an ICB sent before it was merged, on $name,', ({ open }) => {
  let database: Database
  let cascade: Cascade
  let ours = 0
  let theirs = 0
  let draft = 0
  let scheduled = 0
  const rows = async (text: string, values: readonly unknown[] = []) =>
    (await database.pool.query(text, [...values])).rows as readonly Record<string, unknown>[]
  const personOf = async (user: string) =>
    String(
      (await rows('select person_id from identities where user_ref = $1', [user]))[0]?.[
        'person_id'
      ],
    )
  /** Written for a place by the prescribing lead; sent long ago, or not sent. */
  async function written(organisation: string, title: string, sent: boolean): Promise<number> {
    const author = await personOf('tomasz-wieczorek')
    return database.db.transaction().execute(async (tx) => {
      const content = contentOf('prescribing', { title })
      const place = { organisation, urgency: 'info' as const, gpKinds: [], specialties: [] }
      const at = new Date('2026-03-02T12:00:00Z')
      const id = await insertDraft(tx, author, { ...place, content }, at)
      if (sent) await setState(tx, id, 'sent', { changedAt: at, startedAt: at, finishedAt: at })
      return id
    })
  }

  /** All pages of a list: what is shown here is older than what the demonstration has. */
  async function pages(who: Visitor, command: string): Promise<string> {
    const shown: string[] = []
    let page = await who.ask(command)
    for (let n = 0; n < 20; n += 1) {
      shown.push(page.text)
      if (!page.labels.includes('Show more')) break
      await who.press('Show more', page.title)
      page = await who.last()
    }
    return shown.join(' ')
  }

  beforeAll(async () => {
    database = await open()
    const first = await startCascade(database)
    await first.stop()
    await rows(
      `insert into organisations (code, kind, name) values ('QZZ', 'icb', 'NHS Beyond ICB')`,
    )
    ours = await written('QSL', 'Zopiclone in the west', true)
    theirs = await written('QZZ', 'Zopiclone in the east', true)
    draft = await written('QSL', 'A draft about zopiclone', false)
    scheduled = await written('QSL', 'On its way about zopiclone', false)
    await rows(`update broadcasts set state = 'scheduled', scheduled_for = $2 where id = $1`, [
      scheduled,
      new Date(Date.now() + DAY),
    ])
    expect((await importSuccessions(database.db, MERGED)).problems).toEqual([])
    cascade = await startCascade(database)
    await cascade.as('amara-okafor').card('Minor eye conditions')
    await cascade.as('tomasz-wieczorek').card('One of your places has changed')
  })
  afterAll(async () => {
    await cascade.stop()
    await database.close()
  })

  test('is in force at the places that were under it, and only there', async () => {
    const amara = cascade.as('amara-okafor')
    const found = await amara.ask('search zopiclone')
    expect(found.text).toContain('Zopiclone in the west')
    // French Weir was never under that ICB, and nobody has said that its guidance holds here.
    expect(found.text).not.toContain('Zopiclone in the east')
    const opened = await amara.ask(`show ${ours}`)
    expect(opened.title).toBe('Zopiclone in the west')
    expect((await amara.ask(`show ${theirs}`)).title).toBe(
      'There is no message with that number for you',
    )
    const rhiannon = cascade.as('rhiannon-lloyd')
    await rhiannon.say('join')
    await rhiannon.fill({
      name: 'Dr Rhiannon Lloyd',
      gpKind: 'locum',
      gmc: '0000099',
      workplaces: ['L85001'],
      interests: [],
      purpose: 'yes',
    })
    const shown = await pages(rhiannon, 'today at L85001')
    expect(shown).toContain('Zopiclone in the west')
    expect(shown).not.toContain('Zopiclone in the east')
  })

  test('is found by whoever follows the ICB that took over', async () => {
    const siobhan = cascade.as('siobhan-keane')
    const found = await siobhan.ask('search zopiclone')
    expect(found.text).toContain('Zopiclone in the west')
    expect(found.text).toContain('Zopiclone in the east')
    const missed = await pages(siobhan, 'catch up')
    expect(missed).toContain('Zopiclone in the west')
    expect(missed).toContain('Zopiclone in the east')
    expect((await siobhan.ask(`show ${theirs}`)).title).toBe('Zopiclone in the east')
  })

  test('can be withdrawn by those who have a role where it went', async () => {
    const nadia = cascade.as('nadia-rahimi')
    await nadia.say(`withdraw message ${theirs}`)
    await nadia.fill({ reason: 'It does not hold for the whole area' })
    expect((await cascade.as('siobhan-keane').ask(`show ${theirs}`)).text).toContain('Withdrawn')
  })

  test('and what was not sent is kept, is not sent by itself, and its author is told', async () => {
    const tomasz = cascade.as('tomasz-wieczorek')
    const told = await tomasz.card('One of your places has changed')
    expect(told.text).toContain(`Message ${scheduled}, which was scheduled, has not been sent`)
    expect(told.text).toContain(`and ${draft} are kept.`)
    expect(told.text).toContain('Before a draft can go, edit it and choose who it is for.')
    expect(told.labels).toContain('My drafts')
    expect(
      await rows('select state from broadcasts where id = any($1::int[])', [[draft, scheduled]]),
    ).toEqual([{ state: 'draft' }, { state: 'draft' }])
    await tomasz.say(`send ${draft}`)
    const refused = await tomasz.last()
    expect(refused.title).toContain('NHS Somerset ICB is now NHS Somerset and Beyond ICB')
    expect(refused.text).toContain('Edit it and choose who it is for')
    await tomasz.say(`schedule ${draft} 2027-02-09 13:00`)
    expect((await tomasz.last()).title).toBe(refused.title)
    // The form has the place that took over, and it goes where that goes.
    await tomasz.say(`edit ${draft}`)
    await tomasz.fill({})
    expect((await tomasz.last()).text).toContain('for NHS Somerset and Beyond ICB')
  })
})
