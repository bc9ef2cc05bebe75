/** A count of fewer people than this is not shown: with what else is known it would say who they are. */
export const SMALLEST = 5

/**
 * So many of one group came to each step of a way, as asked, then answered. Whoever came to a step was at the one before.
 * The groups of one table share nobody, and have as many steps.
 */
export type GroupSteps = Readonly<{ label: string; steps: readonly number[] }>

/** The same as its reader sees it: null where the number stays hidden. The first step is always shown. */
export type ShownSteps = Readonly<{ label: string; steps: readonly (number | null)[] }>

export type ShownTable = Readonly<{
  /** Everybody, at each step. */
  total: readonly (number | null)[]
  groups: readonly ShownSteps[]
}>

/** So many of one group were asked, and so many of them answered. The groups of one table share nobody. */
export type Group = Readonly<{ label: string; asked: number; answered: number }>

/** The same as its reader sees it: null where the number stays hidden. */
export type ShownGroup = Readonly<{ label: string; asked: number; answered: number | null }>

export type Shown = Readonly<{
  asked: number
  answered: number | null
  groups: readonly ShownGroup[]
}>

/** One group at one step. */
type Cell = Readonly<{
  /** How many were asked at the very beginning, which is no secret. */
  asked: number
  /** How many were at the step before. */
  before: number
  isBeforeHidden: boolean
  came: number
}>

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)

const isFew = (n: number): boolean => n > 0 && n < SMALLEST

/** Few who came, few who did not, or few at all. */
const isSmall = ({ asked, before, came }: Cell): boolean =>
  asked < SMALLEST || isFew(came) || isFew(before - came)

/** Whether its reader cannot know already that nobody can have come. */
const isOpen = ({ asked, before, isBeforeHidden }: Cell): boolean =>
  isBeforeHidden ? asked > 0 : before > 0

/**
 * Whether what is hidden stays so when everything else is taken off the total: it is more than one group, and neither
 * those in it who came nor those who did not are few.
 */
function isCovered(hidden: readonly Cell[]): boolean {
  const came = sum(hidden.map((cell) => cell.came))
  const stayed = sum(hidden.map((cell) => cell.before)) - came
  return hidden.filter(isOpen).length > 1 && came >= SMALLEST && stayed >= SMALLEST
}

/**
 * How many groups are hidden at a step, of those in the order of how many were asked: from the smallest on, up to and
 * with the last small number, and as many more as cover them. The order is no secret: picking the small ones out of it
 * would say by the very choice what their numbers are. What was hidden at the step before stays so.
 */
function howManyHidden(inOrder: readonly Cell[], hiddenBefore: number): number {
  const least = Math.max(hiddenBefore, inOrder.findLastIndex(isSmall) + 1)
  for (let n = least; n > 0 && n < inOrder.length; n += 1)
    if (isCovered(inOrder.slice(0, n))) return n
  return least === 0 ? 0 : inOrder.length
}

/** How many groups are hidden at a step, and whether its total is said. */
function sayable(
  inOrder: readonly Cell[],
  hiddenBefore: number,
  isTotalHiddenBefore: boolean,
): Readonly<{ hidden: number; total: boolean }> {
  const came = sum(inOrder.map((cell) => cell.came))
  if (sum(inOrder.map(({ asked }) => asked)) < SMALLEST || isFew(came))
    return { hidden: inOrder.length, total: false }
  if (isTotalHiddenBefore) return { hidden: inOrder.length, total: came === 0 }
  const hidden = howManyHidden(inOrder, hiddenBefore)
  return { hidden, total: came === 0 || !isOneOfMany(inOrder.slice(0, hidden)) }
}

/** Whether a total would be the number of the one group in which anybody can have come. */
const isOneOfMany = (hidden: readonly Cell[]): boolean =>
  hidden.length > 1 && hidden.filter(isOpen).length === 1

/**
 * What may be said of how many came to each step, so that of no group a number of fewer than five people who came, or who
 * did not come on from the step before, is shown, or can be worked out from what is. A total is hidden too when it is
 * small, and then everything is from there on. Where everybody or nobody came the total alone says all there is to know.
 */
export function stepsWithoutSmall(groups: readonly GroupSteps[]): ShownTable {
  const inOrder = groups.toSorted((a, b) => (a.steps[0] ?? 0) - (b.steps[0] ?? 0))
  const at = (group: GroupSteps, step: number) => group.steps[step] ?? 0
  const all = (step: number) => sum(groups.map((group) => at(group, step)))
  const total: (number | null)[] = [all(0)]
  const hiddenAt = [0]
  for (let step = 1; step < (groups[0]?.steps.length ?? 1); step += 1) {
    const before = hiddenAt[step - 1] ?? 0
    const cells = inOrder.map((group, n) => ({
      asked: at(group, 0),
      before: at(group, step - 1),
      isBeforeHidden: n < before,
      came: at(group, step),
    }))
    const said = sayable(cells, before, total[step - 1] === null)
    hiddenAt.push(said.hidden)
    total.push(said.total ? all(step) : null)
  }
  const shown = (group: GroupSteps) => {
    const isHidden = (step: number) => inOrder.indexOf(group) < (hiddenAt[step] ?? 0)
    // Of whom nobody was there, as is shown, nobody comes further.
    const nobody = group.steps.findIndex((n, step) => step > 0 && n === 0 && !isHidden(step))
    const last = nobody === -1 ? Infinity : nobody
    return group.steps.map((n, step) => (step < last && isHidden(step) ? null : n))
  }
  return {
    total,
    groups: groups.map((group) => ({ label: group.label, steps: shown(group) })),
  }
}

/** The same for one step: of those asked, how many answered. */
export function withoutSmall(groups: readonly Group[]): Shown {
  const { total, groups: shown } = stepsWithoutSmall(
    groups.map(({ label, asked, answered }) => ({ label, steps: [asked, answered] })),
  )
  return {
    asked: total[0] ?? 0,
    answered: total[1] ?? null,
    groups: groups.map((group, n) => ({ ...group, answered: shown[n]?.steps[1] ?? null })),
  }
}
