import { type Change, type Meant, placesChangedCard } from '#src/organisations/cards.ts'
import { ROLE_NAMES } from '#src/people/rules.ts'
import type { RoleName } from '#src/kernel/schema.ts'
import { type Fill, times } from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

const roles = Object.keys(ROLE_NAMES) as RoleName[]

const changes = (fill: Fill): readonly Change[] => {
  const about = { name: fill(200), day: '2026-09-23' }
  const names = times(9, () => fill(200))
  return [
    { ...about, is: 'succeeded', heirs: names },
    { ...about, is: 'succeeded', heirs: names.slice(0, 1) },
    { ...about, is: 'moved', from: fill(200), to: names },
    { ...about, is: 'moved', from: fill(200), to: [] },
    { ...about, is: 'closed' },
  ]
}

/** A role has moved, has ended or is kept; never two of these. */
const meant = (change: Change): Meant => ({
  change,
  topics: 100,
  works: true,
  rolesMoved: change.is === 'succeeded' && change.heirs.length === 1 ? roles : [],
  rolesEnded:
    change.is === 'closed' || (change.is === 'succeeded' && change.heirs.length > 1) ? roles : [],
  rolesKept: change.is === 'moved' ? roles : [],
  drafts: change.is === 'moved' ? [] : times(9, (n) => 1_000_000 + n),
  unscheduled: change.is === 'moved' ? [] : times(9, (n) => 2_000_000 + n),
  ballots: change.is === 'moved' ? [] : times(9, (n) => 3_000_000 + n),
})

export const ORGANISATIONS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  placesChangedCard: (fill) => [
    ...changes(fill).flatMap((change) => [
      placesChangedCard([meant(change)]),
      placesChangedCard(times(40, () => meant(change))),
    ]),
    placesChangedCard(changes(fill).map(meant)),
  ],
}
