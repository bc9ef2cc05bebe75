import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  CallSeat,
  OpenNominations,
  StandDown,
  SubmitSeat,
  SubmitStand,
  SubmitVote,
} from '#src/ballots/intents.ts'
import type { Database } from '#src/kernel/db.ts'
import {
  type BallotArea,
  ballotArea,
  ELSEWHERE,
  resultOf,
  SEAT,
  some,
  titles,
  voteOn,
} from '#test/support/ballot-area.ts'
import { databases } from '#test/support/database.ts'

const COUNTED = '2026-11-20T17:00:00Z'

const placesOf = async (area: BallotArea, ballot: number): Promise<ReadonlyMap<string, string>> =>
  new Map((await resultOf(area, ballot)).candidates.map(({ name, place }) => [name, String(place)]))

const count = async ({ database }: BallotArea, text: string, ...values: unknown[]) => {
  const { rows } = await database.pool.query<{ n: number }>(
    `select count(*)::int as n from ${text}`,
    values,
  )
  return rows[0]?.n ?? 0
}

describe.each(databases())('a ballot, on $name,', ({ open }) => {
  let database: Database
  let area: BallotArea
  beforeAll(async () => {
    database = await open()
    area = await ballotArea(database)
    await area.addPeople(some(0, 40))
    await area.addPeople(['partner'], { gpKind: 'partner' })
    await area.addPeople(['new'], { joined: '2026-10-20T09:00:00Z' })
    await area.addPeople(['elsewhere'], { works: ELSEWHERE })
  })
  afterAll(async () => {
    await area.stop()
    await database.close()
  })

  test('is called by whoever has the role, told to those who may stand, and stood for by them alone', async () => {
    area.world.set('2026-11-02T10:00:00Z')
    expect(titles(await area.press('gp000', CallSeat({})))).toEqual(['You may not call a seat'])
    expect(await area.submit('gp000', SubmitSeat({}), SEAT)).toMatchObject([{ do: 'ask' }])
    const rule = { standKinds: ['locum'], standMonths: '6' }
    await area.submit('director', SubmitSeat({}), { ...SEAT, ...rule })
    const { rows } = await database.pool.query<{ id: number }>('select id from ballots')
    const ballot = rows[0]?.id ?? 0
    const told = async () => count(area, 'notices where about = $1', `ballot-stand:${ballot}`)
    expect(await told()).toBe(0)
    await area.press('director', OpenNominations({ ballot }))
    expect(await told()).toBe(40)
    await area.press('director', OpenNominations({ ballot }))
    expect(await told()).toBe(40)
    const listed = async (user: string) => JSON.stringify(await area.say(user, 'ballots'))
    expect(await listed('gp004')).toContain(SEAT.title)
    expect(await listed('elsewhere')).not.toContain(SEAT.title)
    const stand = async (user: string) =>
      area.submit(user, SubmitStand({ ballot }), { statement: 'Choose me.' })
    for (const user of ['partner', 'new', 'elsewhere'])
      expect(titles(await stand(user))[0]).toContain('You cannot stand')
    expect(titles(await stand('gp001'))).toEqual([`You stand for ${SEAT.title}`])
    await stand('gp002')
    await area.press('gp002', StandDown({ ballot }))
    // Statements go through the same guard as all text.
    const guarded = await area.submit('gp003', SubmitStand({ ballot }), {
      statement: 'I saw NHS number 943 476 5919 today.',
    })
    expect(guarded[0]).toEqual({ do: 'forget' })
    await area.moveAt('2026-11-10T17:00:00Z')
    expect(await resultOf(area, ballot)).toMatchObject({
      state: 'unopposed',
      candidates: [
        { name: 'Dr gp001', elected: true },
        { name: 'Dr gp002', elected: false },
      ],
    })
    // Everybody who could have voted hears it, once.
    expect(await count(area, 'notices where about = $1', `ballot-result:${ballot}`)).toBe(43)
  })

  test('for which nobody stands is vacant', async () => {
    area.world.set('2026-11-02T10:00:00Z')
    const ballot = await voteOn(area, [])
    expect(await resultOf(area, ballot)).toMatchObject({ state: 'vacant', candidates: [] })
  })

  test('takes one vote of each voter for two seats, reminds the others once, and tells how many voted and no more', async () => {
    area.world.set('2026-11-02T10:00:00Z')
    const standing = ['gp001', 'gp002', 'gp003', 'gp004']
    const ballot = await voteOn(area, standing, { seats: '2' })
    expect(await count(area, 'notices where about = $1', `ballot-vote:${ballot}`)).toBe(43)
    const places = await placesOf(area, ballot)
    const chosen = (...users: string[]) => ({
      chosen: users.map((user) => places.get(`Dr ${user}`) ?? ''),
    })
    const vote = async (user: string, values: Readonly<Record<string, readonly string[]>>) =>
      area.submit(user, SubmitVote({ ballot }), { chosen: [...(values['chosen'] ?? [])] })
    expect(await vote('gp010', chosen('gp001', 'gp002', 'gp003'))).toMatchObject([{ do: 'ask' }])
    expect(await vote('gp010', { chosen: ['99'] })).toMatchObject([{ do: 'ask' }])
    expect(titles(await vote('gp010', chosen('gp001', 'gp002')))).toEqual([
      'Your vote is in the urn',
    ])
    expect(titles(await vote('gp010', chosen('gp003')))).toEqual([
      `You have voted on ${SEAT.title}`,
    ])
    await vote('gp011', chosen('gp001'))
    await vote('gp012', chosen('gp003'))
    await vote('gp013', { chosen: ['0'] })
    // Whoever comes later was not among the voters, and somebody who left can vote no more.
    await area.addPeople(['late'])
    expect(titles(await vote('late', chosen('gp001')))[0]).toContain('You are not among')
    const shown = JSON.stringify(await area.say('director', `ballot ${ballot}`))
    expect(shown).toContain('4 of 43 people have voted so far.')
    expect(shown).not.toMatch(/\d votes?\b/)
    await area.moveAt('2026-11-19T09:00:00Z')
    await area.moveAt('2026-11-19T09:05:00Z')
    expect(await count(area, 'notices where about = $1', `ballot-reminder:${ballot}`)).toBe(39)
    await area.moveAt(COUNTED)
    expect(titles(await vote('gp020', chosen('gp002')))[0]).toContain('has ended')
    const result = await resultOf(area, ballot)
    expect(result).toMatchObject({ state: 'elected', electorate: 43, papers: 4, blank: 1 })
    const votes = new Map(result.candidates.map((one) => [one.name, one.votes]))
    expect(votes).toEqual(
      new Map(
        [...places.keys()].map((name) => [
          name,
          { 'Dr gp001': 2, 'Dr gp002': 1, 'Dr gp003': 1 }[name] ?? 0,
        ]),
      ),
    )
    expect(result.candidates.filter((one) => one.elected)).toHaveLength(2)
    expect(result.candidates.find((one) => one.name === 'Dr gp001')?.elected).toBe(true)
    expect(result.seed).not.toBeNull()
    expect(await count(area, 'ballot_urns')).toBe(0)
  })
})
