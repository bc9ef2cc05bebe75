import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBroadcast, insertDraft, setState } from '#src/broadcasts/store.ts'
import type { Database } from '#src/kernel/db.ts'
import { importOrganisations } from '#src/organisations/import.ts'
import { readPcns, readPractices } from '#src/organisations/ods.ts'
import { ancestors } from '#src/organisations/store.ts'
import { importSuccessions } from '#src/organisations/succession-import.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { contentOf } from '#test/unit/a-broadcast.ts'

describe.each(oneDatabase())('the ICBs of April 2026, on $name,', ({ open }) => {
  let database: Database
  let cascade: Cascade
  const AT = new Date('2026-11-22T12:00:00Z')
  const fixture = (name: string) =>
    readFileSync(join(import.meta.dirname, '../fixtures/ods', name), 'utf8')
  /** Of each area the first row, as it is published: all areas of England, and few practices and PCNs. */
  const firsts = (name: string, read: typeof readPractices | typeof readPcns) => {
    const text = fixture(name)
    const lines = text.split('\n')
    const kept = new Map(
      read(text)
        .rows.toReversed()
        .map(({ subIcb, line }) => [subIcb, lines[line - 1] ?? '']),
    )
    return [...kept.values()].join('\n')
  }
  const rows = async (text: string, values: readonly unknown[] = []) =>
    (await database.pool.query(text, [...values])).rows as readonly Record<string, unknown>[]
  const personOf = async (user: string) =>
    String(
      (await rows('select person_id from identities where user_ref = $1', [user]))[0]?.[
        'person_id'
      ],
    )

  beforeAll(async () => {
    database = await open()
    const first = await startCascade(database)
    await first.stop()
    const { imported } = await importOrganisations(
      database.db,
      {
        practices: firsts('epraccur.active-gp-practices-england.2023-02.csv', readPractices),
        pcns: firsts('epcn.2023-02.csv', readPcns),
        partners: '',
      },
      AT,
    )
    expect(imported).toMatchObject({ icb: 42, 'sub-icb': 106 })
    const [amara, priya] = [await personOf('amara-okafor'), await personOf('priya-raman')]
    await rows(
      `insert into subscriptions (person_id, kind, organisation, cadence, since)
       select $1, k, o, 'daily', now() from unnest(array['pathway', 'prescribing']) k, unnest(array['QHG', 'QUE', 'QNQ']) o`,
      [amara],
    )
    await rows(`insert into workplaces (person_id, organisation) values ($1, 'QHG')`, [amara])
    await rows(
      `insert into roles (id, person_id, organisation, role, starts_at)
       select gen_random_uuid(), $1, o, 'mentor', now() - interval '1 day' from unnest(array['QHG', 'QUE', 'QM7']) o`,
      [priya],
    )
    expect(
      (await importSuccessions(database.db, fixture('icb-succession-2026-04-01.csv'))).problems,
    ).toEqual([])
    // Told while nothing ran: what is due is done when it starts.
    cascade = await startCascade(database)
  })
  afterAll(async () => {
    await cascade.stop()
    await database.close()
  })

  test('take those who followed them, worked there or held a role along, and tell each once', async () => {
    const amara = cascade.as('amara-okafor')
    const told = await amara.card('3 changes among your places')
    expect(told.text).toContain('is now NHS Central East, since Wednesday 1 April 2026.')
    expect(told.text).toContain('You work there: your place of work has moved with it.')
    expect(told.text).toContain('is divided, since Wednesday 1 April 2026')
    expect(told.text).toContain(
      'What you followed there (2 topics) you now follow at each of them.',
    )
    await amara.press('What I follow', told.title)
    expect((await amara.last()).text).toContain('NHS Central East')
    expect(
      await rows(
        `select organisation, count(*)::int as n from subscriptions where person_id = $1 and cadence = 'daily'
         and organisation not in (select organisation from workplaces) group by 1 order by 1`,
        [await personOf('amara-okafor')],
      ),
    ).toEqual(['QRL', 'S0E4D', 'S9B9J'].map((organisation) => ({ organisation, n: 2 })))
    const priya = cascade.as('priya-raman')
    const role = await priya.card('3 changes among your places')
    expect(role.text).toContain('Your role there, mentor, has moved with it.')
    expect(role.text).toContain(
      'Your role there, mentor, has ended, because more than one takes over.',
    )
    expect(
      await rows(
        `select organisation from roles where person_id = $1 and role = 'mentor' and ends_at is null order by 1`,
        [await personOf('priya-raman')],
      ),
    ).toEqual([{ organisation: 'S1Y5D' }])
    const all = await rows(
      `select person_id, count(*)::int as n from notices where about like 'organisations:%' group by 1`,
    )
    expect(all.map(({ n }) => n)).toEqual([1, 1])
    expect(
      await rows(
        `select distinct action from audit where action in ('person.moved', 'role.ended', 'organisation.succeeded') order by 1`,
      ),
    ).toHaveLength(3)
  })

  test('leave what is under them with their only successor, from that day on', async () => {
    const [{ open: under = 0 } = {}] = (await rows(
      `select count(*)::int as open from memberships m join organisation_changes c on c.organisation = m.parent
       where m.ends is null and c.kind = 'succession' and 1 = (
         select count(*) from organisation_changes n where n.kind = 'succession' and n.organisation = c.organisation)`,
    )) as readonly { open?: number }[]
    expect(under).toBe(0)
    const [sub] = (await rows(
      `select child from memberships where parent = 'QHG' order by 1 limit 1`,
    )) as readonly { child: string }[]
    expect(await ancestors(database.db, sub?.child ?? '', '2026-03-31')).toContain('QHG')
    expect(await ancestors(database.db, sub?.child ?? '', '2026-04-01')).toEqual(['S1Y5D'])
  })

  test('keep the name that something was sent for', async () => {
    const author = await personOf('priya-raman')
    const id = await database.db.transaction().execute(async (tx) => {
      const content = contentOf('prescribing', { title: 'Sent for an ICB of before' })
      const draft = {
        organisation: 'QHG',
        urgency: 'info' as const,
        gpKinds: [],
        specialties: [],
        content,
      }
      const made = await insertDraft(tx, author, draft, AT)
      await setState(tx, made, 'sent', { changedAt: AT, startedAt: AT })
      return made
    })
    const before = (await findBroadcast(database.db, id))?.organisationName
    await rows(`update organisations set name = 'Another name' where code = 'QHG'`)
    expect((await findBroadcast(database.db, id))?.organisationName).toBe(before)
    expect(before).toContain('Bedfordshire')
  })
})
