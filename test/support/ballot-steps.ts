import { moveBallots } from '#src/ballots/due.ts'
import type { FormValues } from '#src/chat/form.ts'
import type { Database } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { realWorld } from '#src/kernel/world.ts'
import type { Step } from './audit-walk.ts'

const DAY_MS = 24 * 60 * 60_000
const inDays = (days: number) => new Date(realWorld.now().getTime() + days * DAY_MS)

/** Everything that can be done with a seat, by whoever calls it and by somebody who may stand and vote. */
export async function walkBallots(
  { db, pool }: Database,
  steps: (...list: readonly Step[]) => Promise<void>,
  [caller, member]: readonly [caller: string, member: string],
  organisation: string,
): Promise<void> {
  const seat: FormValues = {
    title: 'A seat for a test',
    organisation: [organisation],
    seats: '1',
    nominationsUntil: londonDay(inDays(2)),
    votingFrom: londonDay(inDays(4)),
    votingUntil: londonDay(inDays(9)),
    standRole: 'none',
    voteRole: 'none',
  }
  const newest = async () => {
    const { rows } = await pool.query<{ id: number }>('select max(id) as id from ballots')
    return { ballot: String(rows[0]?.id ?? 0) }
  }
  const statement = { statement: 'I would like to.' }
  const move = async (days: number) =>
    moveBallots({
      db,
      queue: { add: async () => {} },
      world: { ...realWorld, now: () => inDays(days) },
      secret: 'x'.repeat(32),
    })

  await steps([caller, 'call-seat'], [caller, 'submit-seat', {}, seat])
  await steps([caller, 'drop-seat', await newest()], [caller, 'submit-seat', {}, seat])
  const one = await newest()
  await steps(
    [caller, 'change-seat', one],
    [caller, 'save-seat', one, { ...seat, title: 'A better seat' }],
    [caller, 'open-nominations', one],
    [member, 'ballots'],
    [member, 'ballot', one],
    [member, 'stand', one],
    [member, 'submit-stand', one, statement],
    [member, 'stand-down', one],
    [member, 'submit-stand', one, statement],
    [caller, 'submit-stand', one, statement],
    [caller, 'candidates', { ...one, from: '0' }],
  )
  await move(3)
  await move(5)
  await steps(
    [member, 'vote', one],
    [member, 'vote-in-words', one],
    [member, 'submit-vote', one, { chosen: '1' }],
    [caller, 'call-off-ballot', one],
    [caller, 'submit-call-off', one, { reason: 'It was a test' }],
  )
}
