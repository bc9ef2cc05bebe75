import type { BroadcastKind } from '#src/kernel/schema.ts'
import type { Uptake } from '#src/reports/uptake.ts'
import { type Fill, fullBroadcast, LONGEST_MOMENT, times } from './worst-content.ts'

const N = 46_000

/** What a message of that kind asks for, done by as many as there may be. */
export function fullUptake(kind: BroadcastKind, fill: Fill): Uptake {
  const one = { personId: 'p', name: fill(100), gpKind: 'partner' as const }
  const found = fullBroadcast(kind, fill)
  const { content } = found
  if (content.kind === 'education-event') {
    const attender = { askedAt: LONGEST_MOMENT, bookedAt: null, endedAt: null, cpdHours: 24 }
    const each = (['booked', 'waiting', 'given-up'] as const).map((state) => ({
      ...one,
      ...attender,
      state,
      attended: true,
    }))
    const attenders = times(N, () => each).flat()
    return { is: 'places', bookings: { event: { ...found, content }, attenders } }
  }
  const many = times(60, () => ({ code: 'A00000', name: fill(100) }))
  const quorum = { members: 60, needed: 60, present: many, missing: many, unsure: many }
  switch (kind) {
    case 'consultation':
      return { is: 'taking-part', shown: { asked: N, answered: null } }
    case 'opportunity': {
      const interest = {
        ...one,
        how: fill(600),
        dates: [],
        conflict: null,
        at: LONGEST_MOMENT,
        stage: 'interested' as const,
        stageAt: LONGEST_MOMENT,
        reason: null,
        number: N,
        withdrawnAt: null,
      }
      const interested = times(N, () => interest)
      return { is: 'interest', interested }
    }
    case 'board-meeting': {
      const coming = { going: N, deputies: N, observers: N, notGoing: N, silent: N }
      return { is: 'coming', coming, quorum, came: null }
    }
    case 'education-event':
    case 'prescribing':
    case 'pathway':
    case 'announcement':
      return { is: 'answers' }
  }
}
