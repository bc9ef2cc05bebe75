import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { relatedOrganisations } from '#src/organisations/store.ts'
import { gpKindWords } from '#src/people/rules.ts'
import { saidBy } from './rules.ts'
import { type Shown, withoutSmall } from '#src/kernel/small-numbers.ts'
import { askedByKind, askedByPlace, outcomeOf, type SaidBack, voicesIn } from './store.ts'

/** What its sender may see of a consultation at one moment. */
export type Results = Readonly<{
  closes: string
  isOpen: boolean
  byKind: Shown
  byPlace: Shown
  /** What a place is: where it was for one PCN or practice, the practices. */
  places: 'PCN' | 'practice'
  /** Null while it is open. */
  said: ReturnType<typeof saidBy> | null
  outcome: SaidBack | null
}>

/** How many took part by kind of GP, and in all, as far as it may be shown. */
export async function tookPart(db: Db | Tx, broadcast: number): Promise<Shown> {
  const kinds = await askedByKind(db, broadcast)
  return withoutSmall(kinds.map(({ kind, ...n }) => ({ ...n, label: gpKindWords(kind) })))
}

/** Null for a broadcast that asks nothing. */
export async function loadResults(
  db: Db | Tx,
  { id, content, organisation, organisationKind }: Broadcast,
  at: Date,
): Promise<Results | null> {
  if (content.kind !== 'consultation') return null
  const today = londonDay(at)
  const byPcn = organisationKind === 'icb' || organisationKind === 'sub-icb'
  const codes = await relatedOrganisations(db, organisation, today)
  const places = await askedByPlace(db, id, codes, byPcn, today)
  const isOpen = today <= content.closes
  return {
    closes: content.closes,
    isOpen,
    byKind: await tookPart(db, id),
    byPlace: withoutSmall(places.map(({ name, ...n }) => ({ ...n, label: placeWords(name) }))),
    places: byPcn ? 'PCN' : 'practice',
    said: isOpen ? null : saidBy(content.questions, await voicesIn(db, id)),
    outcome: await outcomeOf(db, id),
  }
}

const placeWords = (name: string | null): string =>
  name === null ? 'At none of these' : name === '' ? 'At several of these' : name
