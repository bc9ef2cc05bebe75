/** A count of fewer people than this is not shown: with what else is known it would say who they are. */
export const SMALLEST = 5

/** So many of one group were asked, and so many of them answered. The groups of one table share nobody. */
export type Group = Readonly<{ label: string; asked: number; answered: number }>

/** The same as its reader sees it: null where the number stays hidden. */
export type ShownGroup = Readonly<{ label: string; asked: number; answered: number | null }>

export type Shown = Readonly<{
  asked: number
  answered: number | null
  groups: readonly ShownGroup[]
}>

const sum = (groups: readonly Group[], of: 'asked' | 'answered') =>
  groups.reduce((total, group) => total + group[of], 0)

const isFew = (n: number): boolean => n > 0 && n < SMALLEST

/** Few who answered, few who did not, or few at all. */
const isSmall = ({ asked, answered }: Group): boolean =>
  asked < SMALLEST || isFew(answered) || isFew(asked - answered)

/**
 * Whether what is hidden stays so when everything else is taken off the total: it is more than one group, and neither
 * those in it who answered nor those who did not are few.
 */
function isCovered(hidden: readonly Group[]): boolean {
  const [asked, answered] = [sum(hidden, 'asked'), sum(hidden, 'answered')]
  return (
    hidden.filter((group) => group.asked > 0).length > 1 &&
    answered >= SMALLEST &&
    asked - answered >= SMALLEST
  )
}

/**
 * The groups that are hidden: from the smallest on, up to and with the last small number, and as many more as cover them.
 * The order is by how many were asked, which is no secret: picking the small ones out of it would say by the very choice
 * what their numbers are.
 */
function hiddenOf(groups: readonly Group[]): ReadonlySet<Group> {
  const inOrder = groups.toSorted((a, b) => a.asked - b.asked)
  const last = inOrder.findLastIndex(isSmall)
  for (let n = last + 1; last >= 0 && n <= inOrder.length; n += 1)
    if (n === inOrder.length || isCovered(inOrder.slice(0, n))) return new Set(inOrder.slice(0, n))
  return new Set()
}

/**
 * What may be said of how many answered, so that of no group a number of fewer than five people is shown, or can be
 * worked out from what is. The total is hidden too when it is small, and then everything is. Where everybody or nobody answered the total
 * alone says all there is to know.
 */
export function withoutSmall(groups: readonly Group[]): Shown {
  const [asked, answered] = [sum(groups, 'asked'), sum(groups, 'answered')]
  const nothing = asked < SMALLEST || isFew(answered)
  const hidden = nothing ? new Set(groups) : hiddenOf(groups)
  return {
    asked,
    answered: nothing ? null : answered,
    groups: groups.map((group) => ({
      ...group,
      answered: hidden.has(group) ? null : group.answered,
    })),
  }
}
