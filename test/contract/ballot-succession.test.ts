import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OpenNominations, SubmitSeat, SubmitStand, SubmitVote } from '#src/ballots/intents.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { takeEffect } from '#src/organisations/changes.ts'
import { importSuccessions } from '#src/organisations/succession-import.ts'
import {
  type BallotArea,
  ballotArea,
  ELSEWHERE,
  PCN,
  resultOf,
  SEAT,
  some,
  titles,
} from '#test/support/ballot-area.ts'
import { databases } from '#test/support/database.ts'

const HEIR = 'U99999'
const MERGED = `predecessor_ods,predecessor_name,successor_ods,successor_name,succession_date,type
${PCN},Levels PCN,${HEIR},Moors PCN,2026-11-11,merger`

describe.each(databases())('a seat of a PCN that is merged into another, on $name,', ({ open }) => {
  let database: Database
  let area: BallotArea
  let ballot = 0
  let draft = 0
  const votersOf = async (id: number) => {
    const { rows } = await database.pool.query<{ user: string }>(
      `select i.user_ref as user from ballot_voters v join identities i on i.person_id = v.person_id
       where v.ballot_id = $1 order by 1`,
      [id],
    )
    return rows.map(({ user }) => user)
  }
  const newest = async () => {
    const { rows } = await database.pool.query<{ id: number }>('select max(id) as id from ballots')
    return rows[0]?.id ?? 0
  }

  beforeAll(async () => {
    database = await open()
    area = await ballotArea(database)
    await database.pool.query(
      `insert into organisations (code, kind, name) values ($1, 'pcn', 'Moors PCN')`,
      [HEIR],
    )
    await database.pool.query(
      `insert into memberships (child, parent, starts) values ($1, $2, '2020-01-01')`,
      [ELSEWHERE, HEIR],
    )
    await area.addPeople(some(0, 10))
    await area.addPeople(['hill'], { works: ELSEWHERE })
    // Employed by the PCN itself.
    await area.addPeople(['pcn'], { works: PCN })
    await area.submit('director', SubmitSeat({}), SEAT)
    ballot = await newest()
    await area.press('director', OpenNominations({ ballot }))
    for (const user of ['gp000', 'gp001'])
      await area.submit(user, SubmitStand({ ballot }), { statement: `Choose ${user}.` })
    await area.submit('director', SubmitSeat({}), { ...SEAT, title: 'A seat to come' })
    draft = await newest()
    await area.moveAt('2026-11-10T17:00:00Z')
    expect((await importSuccessions(database.db, MERGED)).problems).toEqual([])
    area.world.set('2026-11-11T08:00:00Z')
    await takeEffect({ ...area, db: database.db, log: silentLog })
  })
  afterAll(async () => {
    await area.stop()
    await database.close()
  })

  test('is told of to its caller, who may still run it, and a draft of it is first given to another', async () => {
    const { rows } = await database.pool.query<{ message: string }>(
      `select message::text as message from notices where person_id = $1 and about like 'organisations:%'`,
      [area.director],
    )
    expect(rows[0]?.message).toContain(
      `You called ballot ${ballot}: who works at the places that were there stands and votes, as before.`,
    )
    const shown = JSON.stringify(await area.say('director', `ballot ${ballot}`))
    expect(shown).toContain(
      'Now Moors PCN. Who works at the places that were in it stands and votes, as before.',
    )
    expect(shown).toContain('Call it off')
    expect(titles(await area.press('director', OpenNominations({ ballot: draft })))).toEqual([
      'Levels PCN is now Moors PCN',
    ])
  })

  test('is voted on by those who work where it was, and by nobody whom the merger brought', async () => {
    await area.moveAt('2026-11-12T09:00:00Z')
    expect(await votersOf(ballot)).toEqual([...some(0, 10), 'director', 'pcn'].toSorted())
    for (const user of ['gp002', 'gp003', 'pcn'])
      expect(titles(await area.submit(user, SubmitVote({ ballot }), { chosen: '1' }))).toEqual([
        'Your vote is in the urn',
      ])
    expect(titles(await area.submit('hill', SubmitVote({ ballot }), { chosen: '1' }))).toEqual([
      `You are not among those who may vote on ${SEAT.title}`,
    ])
    await area.moveAt('2026-11-20T17:00:00Z')
    expect(await resultOf(area, ballot)).toMatchObject({ state: 'elected', papers: 3 })
  })

  test('leaves those who came with it their months: a seat of the successor counts where they were', async () => {
    const rule = { voteMonths: '6', standMonths: '6', organisation: [HEIR], title: 'The next seat' }
    const days = {
      nominationsUntil: '2026-12-10',
      votingFrom: '2026-12-12',
      votingUntil: '2026-12-20',
    }
    await area.submit('director', SubmitSeat({}), { ...SEAT, ...rule, ...days })
    const next = await newest()
    await area.press('director', OpenNominations({ ballot: next }))
    for (const user of ['gp004', 'hill'])
      expect(
        titles(await area.submit(user, SubmitStand({ ballot: next }), { statement: 'Choose me.' })),
      ).toEqual(['You stand for The next seat'])
    await area.moveAt('2026-12-10T17:00:00Z')
    await area.moveAt('2026-12-12T09:00:00Z')
    const voters = await votersOf(next)
    expect(voters).toEqual([...some(0, 10), 'director', 'hill', 'pcn'].toSorted())
  })
})
