import { createHash } from 'node:crypto'

/** What the papers of a ballot come to. `votes` are by place on the paper, the first place first. */
export type Sums = Readonly<{ papers: number; blank: number; votes: readonly number[] }>

export type Standing = Readonly<{
  id: string
  /** From 1. */
  place: number
  /** Whether they can take the seat: whoever has left cannot. */
  here: boolean
}>

export type Counted = Readonly<{
  /** Everybody on the paper, the most votes first; equal votes by their place. */
  order: readonly Readonly<{ id: string; votes: number; elected: boolean }>[]
  /** Between whom the last seats were drawn by lot; none where no lot was needed. */
  drawn: readonly string[]
}>

/** A number by which a lot is drawn: anybody can work it out again from the seed and a candidate's id. */
export const lotOf = (seed: number, id: string): string =>
  createHash('sha256').update(`${seed}:${id}`).digest('hex')

/**
 * The seats go to those with the most votes, and nobody without a vote is elected: a seat that is left over is vacant.
 * Where equal votes reach beyond the last seat it is drawn by lot between them: the lowest of `lotOf` first.
 */
export function countVotes(
  sums: Sums,
  standing: readonly Standing[],
  seats: number,
  seed: number,
): Counted {
  const all = standing
    .map(({ id, place, here }) => ({ id, place, here, votes: sums.votes[place - 1] ?? 0 }))
    .toSorted((a, b) => b.votes - a.votes || a.place - b.place)
  const able = all.filter(({ here, votes }) => here && votes > 0)
  const last = able[seats - 1]?.votes
  const sure = able.filter(({ votes }) => last === undefined || votes > last)
  const equal = able.filter(({ votes }) => votes === last)
  const left = seats - sure.length
  const lucky = equal
    .toSorted((a, b) => (lotOf(seed, a.id) < lotOf(seed, b.id) ? -1 : 1))
    .slice(0, left)
  const elected = new Set([...sure, ...lucky].map(({ id }) => id))
  return {
    order: all.map(({ id, votes }) => ({ id, votes, elected: elected.has(id) })),
    drawn: equal.length > left ? equal.map(({ id }) => id) : [],
  }
}
