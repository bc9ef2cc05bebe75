import { insertBallot, saveNomination, setBallotState } from '#src/ballots/store.ts'
import type { Eligibility } from '#src/ballots/eligibility.ts'
import { atLondon, daysAfter, londonDay } from '#src/kernel/london.ts'
import type { Tx } from '#src/kernel/db.ts'
import { DEMO_PCN } from './messages.ts'

const DAY_MS = 24 * 60 * 60 * 1000

const SESSIONAL: Eligibility = {
  kinds: ['locum', 'salaried', 'portfolio'],
  months: 0,
  role: null,
  sessions: null,
}

/** A seat that people can stand for, with somebody who does; voting is two weeks away. */
export async function addSeat(tx: Tx, idOf: (user: string) => string, at: Date): Promise<void> {
  const today = londonDay(at)
  const calledAt = new Date(at.getTime() - 2 * DAY_MS)
  const ballot = await insertBallot(
    tx,
    idOf('priya-raman'),
    {
      organisation: DEMO_PCN,
      title: 'Sessional GP on the board (invented)',
      about:
        'The board meets once a month for an hour and a half. The seat is for a year, and paid.',
      seats: 1,
      nominationsUntil: atLondon(daysAfter(today, 12), '17:00'),
      votingFrom: atLondon(daysAfter(today, 14), '09:00'),
      votingUntil: atLondon(daysAfter(today, 21), '17:00'),
      stand: SESSIONAL,
      vote: SESSIONAL,
    },
    calledAt,
  )
  await setBallotState(tx, ballot, 'nominating')
  const statement =
    'I work at Sample Street Practice. I would ask that every decision says what it means for those who are there one day a week.'
  await saveNomination(
    tx,
    ballot,
    idOf('yusuf-demir'),
    statement,
    new Date(calledAt.getTime() + DAY_MS),
  )
}
