/** What belongs to what, as three files say it and as the database knows it; days as YYYY-MM-DD. */
export type Membership = Readonly<{
  child: string
  parent: string
  starts: string
  /** The first day on which it is no longer in force. */
  ends: string | null
}>

type Stated = Pick<Membership, 'parent'> & Readonly<{ child: string; starts: string | null }>

/**
 * What to write when a file states the one parent of its kind that each child has now (a practice's sub-ICB
 * location, a sub-ICB location's ICB) and not the history. Where nothing changed, nothing is written; where the
 * parent is another one, the old membership ends on the day that the new one starts, and stays.
 * `day` is that of the import: a file that says no start date, or one before the last change, means by now.
 */
export function planOneParent(
  stated: readonly Stated[],
  known: readonly Membership[],
  sameKind: (parent: string) => boolean,
  day: string,
): Membership[] {
  const open = Map.groupBy(
    known.filter((m) => m.ends === null && sameKind(m.parent)),
    (m) => m.child,
  )
  return stated.flatMap(({ child, parent, starts }): Membership[] => {
    const now = open.get(child) ?? []
    const others = now.filter((m) => m.parent !== parent)
    if (others.length === 0) {
      if (now.length > 0) return []
      return [{ child, parent, starts: starts ?? day, ends: null }]
    }
    const latest = others.map((m) => m.starts).reduce((a, b) => (a > b ? a : b))
    const from = starts !== null && starts > latest ? starts : later(day, latest)
    const ended = others.map((m) => ({ ...m, ends: from }))
    const there = now.some((m) => m.parent === parent)
    return there ? ended : [...ended, { child, parent, starts: from, ends: null }]
  })
}

const later = (a: string, b: string) => (a > b ? a : b)
