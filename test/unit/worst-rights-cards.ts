import * as consents from '#src/people/consents/cards.ts'
import { OPTIONAL_CATEGORIES } from '#src/people/consents/wordings.ts'
import * as rights from '#src/people/rights/cards.ts'
import { HOLDINGS } from '#src/people/rights/holdings.ts'
import type { Fill } from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

export const RIGHTS_MODULES = [consents, rights]

const since = new Date('2026-09-30T12:00:00Z')
const every = ['purpose', ...OPTIONAL_CATEGORIES] as const

/** What people read about their own rights, with everything on it that there can be. */
export const RIGHTS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  preferencesCard: () => [
    consents.preferencesCard([]),
    ...[true, false].map((current) =>
      consents.preferencesCard(every.map((category) => ({ category, since, current }))),
    ),
  ],
  stoppedCard: () => [
    consents.stoppedCard(OPTIONAL_CATEGORIES, since),
    ...OPTIONAL_CATEGORIES.map((one) => consents.stoppedCard([one], since)),
  ],
  nothingToStopCard: () => [
    consents.nothingToStopCard('all'),
    consents.nothingToStopCard('opportunities'),
    consents.nothingToStopCard('education'),
  ],
  notAskedCard: () => [consents.notAskedCard()],
  agreedCard: () => every.map((one) => consents.agreedCard(one, since)),
  undoneCard: () => [
    consents.undoneCard(OPTIONAL_CATEGORIES),
    ...OPTIONAL_CATEGORIES.map((one) => consents.undoneCard([one])),
  ],
  askAgainCard: () => every.map((one) => consents.askAgainCard(one)),
  myDataCard: () => [
    rights.myDataCard(
      HOLDINGS.map(({ what }) => ({ what, n: 46_000 })),
      `https://cascade.example.nhs.uk/${'x'.repeat(900)}`,
      `https://cascade.example.nhs.uk/${'y'.repeat(900)}`,
    ),
  ],
  nothingHeldCard: () => [rights.nothingHeldCard()],
  deleteMeCard: () => [rights.deleteMeCard(10, 46_000), rights.deleteMeCard(1, 0)],
  erasedCard: () => [rights.erasedCard()],
  keptCard: () => [rights.keptCard()],
  emptiedCard: () => [rights.emptiedCard()],
  namedCard: () => [rights.namedCard()],
}
