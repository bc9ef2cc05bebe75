import { z } from 'zod'
import { type MemberTurn, say } from '#src/app/turn.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import { OPTIONAL_KINDS } from '#src/broadcasts/optional.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { FormValues } from '#src/chat/form.ts'
import { many, optionalLine, readForm } from '#src/chat/read-form.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import { listWords } from '#src/kernel/words.ts'
import { OPTIONAL_CATEGORIES } from '#src/people/consents/wordings.ts'
import { organisationsByCode, type Reach, reachOf } from '#src/organisations/store.ts'
import { listSubscriptions, workplacesOf } from '#src/subscriptions/store.ts'
import { SPECIALTIES } from '#src/subscriptions/specialties.ts'
import { type Asked, libraryCard, nothingFoundCard, type Result, resultsCard } from './cards.ts'
import {
  inOrder,
  isUnknown,
  lexemesOf,
  likeTerm,
  nearTerm,
  readSearch,
  reasonsFor,
  type Term,
  tsqueryOf,
} from './rules.ts'
import { countKinds, findBroadcasts, type Found, type Scope } from './search-store.ts'
import { wordsLike, wordsNear } from './words-store.ts'

/** What was typed, with the library's words that answer it. */
async function termsOf(db: Db | Tx, typed: string): Promise<readonly Term[]> {
  const asked = readSearch(typed)
  const words = asked.flatMap((one) => (one.is === 'word' ? [one.word] : []))
  if (words.length === 0) return asked.filter((one) => one.is === 'reference')
  const known = Map.groupBy(await wordsLike(db, words), (one) => one.typed)
  const terms = asked.map((one) =>
    one.is === 'reference'
      ? one
      : likeTerm(
          one.word,
          (known.get(one.word) ?? []).map(({ word }) => word),
        ),
  )
  const unknown = terms.filter(isUnknown).map((term) => term.word)
  const near = Map.groupBy(await wordsNear(db, unknown), (one) => one.typed)
  return terms.map((term) =>
    isUnknown(term)
      ? nearTerm(
          term,
          (near.get(term.word) ?? []).map(({ word }) => word),
        )
      : term,
  )
}

export type Searched = Readonly<{
  total: number
  /** Whether every result answers everything that was asked. */
  all: boolean
  found: readonly (Found & Pick<Result, 'reasons'>)[]
}>

/** What is in force that answers a search, the best first. When nothing answers all of it: what answers some. */
export async function searchLibrary(db: Db | Tx, scope: Scope, typed: string): Promise<Searched> {
  const terms = await termsOf(db, typed)
  const lexemes = lexemesOf(terms)
  for (const wanted of ['all', 'some'] as const) {
    const all = tsqueryOf(terms, wanted)
    if (all === null) continue
    // What was typed as it is, before its beginnings, parts and likely meanings.
    const best = tsqueryOf(terms, wanted, (how) => how === 'exact') ?? all
    const { total, found } = await findBroadcasts(db, scope, { all, best, lexemes })
    if (total === 0) continue
    const reasoned = found.map((one) => ({ ...one, reasons: reasonsFor(terms, one.standing) }))
    return { total, all: wanted === 'all', found: inOrder(reasoned) }
  }
  return { total: 0, all: true, found: [] }
}

type Narrowed = Readonly<{
  words: string
  kind: BroadcastKind | null
  specialty: string | null
  /** Null for one's own places. */
  place: string | null
}>

type Looking = Readonly<{
  asked: Asked
  scope: Scope
  names: ReadonlyMap<string, string>
  reach: readonly Reach[]
}>

/** Where somebody looks: a place and what it belongs to, or all that is above and under what they follow and where they work. */
async function lookIn(turn: MemberTurn, narrowed: Narrowed): Promise<Looking> {
  const { db, me, at } = turn
  const today = londonDay(at)
  const own = async () => [
    ...(await workplacesOf(db, me.id)).map(({ code }) => code),
    ...(await listSubscriptions(db, me.id)).map(({ organisation }) => organisation),
  ]
  const roots = narrowed.place === null ? [...new Set(await own())] : [narrowed.place]
  const places = await organisationsByCode(db, roots)
  const reach = await reachOf(db, roots, today, narrowed.place === null ? 'both' : 'above')
  const named = places.map(({ name }) => name)
  const where =
    narrowed.place === null
      ? named.length === 0 || named.length > 3
        ? 'where you work and what you follow'
        : listWords(named)
      : (named[0] ?? narrowed.place)
  return {
    asked: { ...narrowed, where, today },
    scope: {
      day: today,
      organisations: [...new Set(reach.map(({ code }) => code))],
      kinds: narrowed.kind === null ? KINDS : [narrowed.kind],
      specialty: narrowed.specialty,
      personId: me.id,
      agreed: me.agreed,
    },
    names: new Map(places.map(({ code, name }) => [code, name])),
    reach,
  }
}

/** The place of one's own at which it applies, when that is not what it is for. */
const viaOf = (one: Found, { names, reach }: Looking): string | null => {
  const root = reach.find(({ code }) => code === one.organisation)?.root
  return root === undefined || names.has(one.organisation) ? null : (names.get(root) ?? null)
}

const resultOf = (
  one: Found & Readonly<{ reasons?: Result['reasons'] }>,
  looking: Looking,
): Result => ({ ...one, reasons: one.reasons ?? [], via: viaOf(one, looking) })

async function show(turn: MemberTurn, narrowed: Narrowed): Promise<Reaction> {
  const looking = await lookIn(turn, narrowed)
  const { asked, scope } = looking
  const { total, found, all } =
    asked.words === ''
      ? { ...(await findBroadcasts(turn.db, scope, null)), all: true }
      : await searchLibrary(turn.db, scope, asked.words)
  if (found.length === 0) {
    const optional = asked.kind !== null && OPTIONAL_KINDS.has(asked.kind)
    const withheld = optional && turn.me.agreed.length < OPTIONAL_CATEGORIES.length
    return [say(nothingFoundCard(asked, withheld))]
  }
  return [
    say(
      resultsCard(
        asked,
        total,
        found.map((one) => resultOf(one, looking)),
        all,
      ),
    ),
  ]
}

const EVERYTHING: Narrowed = { words: '', kind: null, specialty: null, place: null }

export const browse = async (turn: MemberTurn, kind: BroadcastKind): Promise<Reaction> =>
  show(turn, { ...EVERYTHING, kind })

export async function library(turn: MemberTurn): Promise<Reaction> {
  const looking = await lookIn(turn, EVERYTHING)
  const counts = await countKinds(turn.db, looking.scope)
  const { found } = await findBroadcasts(turn.db, looking.scope, null)
  return [
    say(
      libraryCard(
        looking.asked,
        counts,
        found.map((one) => resultOf(one, looking)),
      ),
    ),
  ]
}

const SearchGiven = z.object({
  // Longer than anything that gets here: what is too long is cut and searched for, never refused.
  words: optionalLine('What you look for', 200_000),
  kind: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((value) => KINDS.find((kind) => kind === [value].flat()[0]) ?? null),
  place: many(1, 'Choose one place'),
  specialty: many(1, 'Choose one specialty').transform((tags) =>
    tags.filter((tag) => SPECIALTIES.has(tag)),
  ),
})

/** A search from the form or from a typed line. Whatever was typed is an answerable search. */
export async function search(turn: MemberTurn, values: FormValues): Promise<Reaction> {
  const read = readForm(SearchGiven, values)
  const given = read.ok ? read.value : null
  return show(turn, {
    words: given?.words ?? '',
    kind: given?.kind ?? null,
    specialty: given?.specialty[0] ?? null,
    place: given?.place[0] ?? null,
  })
}
