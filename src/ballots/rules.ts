import { atLondon, dateWords, daysAfter, londonDay, momentWords } from '#src/kernel/london.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import type { BallotState, RoleName } from '#src/kernel/schema.ts'
import { listWords } from '#src/kernel/words.ts'
import type { HeldRole } from '#src/people/actor.ts'
import type { Eligibility } from './eligibility.ts'

/** As many as one card can name, with their votes. */
export const MOST_CANDIDATES = 20
export const MOST_SEATS = 10
export const LONGEST_STATEMENT = 500
export const LONGEST_REASON = 200
const OPENS = '09:00'
const CLOSES = '17:00'
const DAY_MS = 24 * 60 * 60_000
/** So many days ahead nobody plans a seat. */
const FURTHEST_DAYS = 366

/** Who answers for a seat: they call it, see who stands and how many have voted, and may call it off. */
export const CALLING: readonly RoleName[] = ['clinical-director', 'liaison-lead']

/** What is written in the form. Days as YYYY-MM-DD. */
export type Called = Readonly<{
  organisation: string
  title: string
  about: string | null
  seats: number
  nominationsUntil: Date
  votingFrom: Date
  votingUntil: Date
  stand: Eligibility
  vote: Eligibility
}>

export type Ballot = Called &
  Readonly<{
    id: number
    organisationName: string
    /** Who took over from it since, by name; none while it is there. */
    heirs: readonly string[]
    calledBy: Readonly<{ id: string; name: string }>
    state: BallotState
    /** How many could vote, how many papers were cast and how many chose nobody; null until it is counted. */
    electorate: number | null
    papers: number | null
    blank: number | null
    /** What the lot was drawn from; null where there was none. */
    seed: number | null
    endedAt: Date | null
    /** Why it was called off. */
    reason: string | null
  }>

export type Candidate = Readonly<{
  id: string
  name: string
  statement: string
  /** On the paper, from 1; null until voting opens. */
  place: number | null
  votes: number | null
  elected: boolean
  /** Whether they are still a member. */
  here: boolean
}>

/** `above` is the organisation and everything above it. */
export function decideCalling(
  roles: readonly HeldRole[],
  organisationName: string,
  above: readonly string[],
): Decision<HeldRole> {
  const held = roles.find(
    ({ role, organisation }) => CALLING.includes(role) && above.includes(organisation),
  )
  return held === undefined
    ? refused(
        `You may not run a ballot for ${organisationName}`,
        'A clinical director or a liaison lead of it, or of what it belongs to, can. Roles are given by your liaison lead.',
      )
    : allowed(held)
}

type Days = Readonly<{ nominationsUntil: string; votingFrom: string; votingUntil: string }>
type Wrong = Readonly<{ field: keyof Days; error: string }>

/** Nominations end at 5pm of a day; voting is from 9am of a later one until 5pm of its last. */
export function readDays(
  days: Days,
  at: Date,
): Readonly<{ is: 'times' } & Pick<Called, keyof Days>> | Readonly<{ is: 'wrong' } & Wrong> {
  const { nominationsUntil, votingFrom, votingUntil } = days
  const wrong = (field: keyof Days, error: string) => ({ is: 'wrong', field, error }) as const
  if (atLondon(nominationsUntil, CLOSES) <= at)
    return wrong(
      'nominationsUntil',
      'Nominations end at 5pm. Choose a day on which that is to come',
    )
  if (votingFrom <= nominationsUntil)
    return wrong('votingFrom', 'Voting opens at 9am, on a day after nominations end')
  if (votingUntil < votingFrom)
    return wrong('votingUntil', 'The last day of voting comes before the first')
  if (votingUntil > daysAfter(londonDay(at), FURTHEST_DAYS))
    return wrong('votingUntil', 'That is more than a year away. Choose an earlier day')
  return {
    is: 'times',
    nominationsUntil: atLondon(nominationsUntil, CLOSES),
    votingFrom: atLondon(votingFrom, OPENS),
    votingUntil: atLondon(votingUntil, CLOSES),
  }
}

/** When those who have not voted are reminded, once: at 9am of the day before the last, or half way where it is shorter. */
export function remindAt({ votingFrom, votingUntil }: Pick<Called, 'votingFrom' | 'votingUntil'>) {
  const dayBefore = atLondon(daysAfter(londonDay(votingUntil), -1), OPENS)
  return dayBefore.getTime() - votingFrom.getTime() >= DAY_MS
    ? dayBefore
    : new Date((votingFrom.getTime() + votingUntil.getTime()) / 2)
}

/** Until when there is voting if it opens at `at`: whoever opens after the end, because nothing ran, gives it its full length. */
export const untilWhenOpened = (
  { votingFrom, votingUntil }: Pick<Called, 'votingFrom' | 'votingUntil'>,
  at: Date,
): Date =>
  at < votingUntil
    ? votingUntil
    : new Date(at.getTime() + votingUntil.getTime() - votingFrom.getTime())

export const NO_BALLOT = {
  happened: 'There is no ballot with that number for you',
  next: 'Type ballots to see those that are for you.',
}

/** What a ballot is at, to whoever wants to do something that cannot be done now. */
export function whereItIs(ballot: Ballot): Decision<never> {
  const see = `Type ballot ${ballot.id} to see more.`
  switch (ballot.state) {
    case 'draft':
      return refused(NO_BALLOT.happened, NO_BALLOT.next)
    case 'nominating':
      return refused(
        `Voting on ${ballot.title} has not opened`,
        `It opens on ${momentWords(ballot.votingFrom)}. You get a card then.`,
      )
    case 'closed':
      return refused(
        `Nominations for ${ballot.title} have ended`,
        `Voting opens on ${momentWords(ballot.votingFrom)}.`,
      )
    case 'voting':
      return refused(
        `Nominations for ${ballot.title} have ended`,
        `Voting is open until ${momentWords(ballot.votingUntil)}.`,
      )
    case 'called-off':
      return refused(`${ballot.title} was called off`, see)
    case 'elected':
    case 'unopposed':
    case 'vacant':
      return refused(`${ballot.title} has ended`, see)
  }
}

/** Whether somebody may stand, or change what they wrote. `missing` is what they do not meet. */
export function decideStand(
  ballot: Ballot,
  missing: readonly string[],
  { mine, others }: Readonly<{ mine: boolean; others: number }>,
  at: Date,
): Decision<Ballot> {
  if (ballot.state !== 'nominating') return whereItIs(ballot)
  if (at >= ballot.nominationsUntil)
    return refused(
      `Nominations for ${ballot.title} ended on ${momentWords(ballot.nominationsUntil)}`,
      'You get a card when voting opens, if you may vote.',
    )
  if (missing.length > 0)
    return refused(
      `You cannot stand for ${ballot.title}`,
      `${missing.join(' ')} If your details are out of date, type details. Or ask ${ballot.calledBy.name}.`,
    )
  return !mine && others >= MOST_CANDIDATES
    ? refused(
        `${MOST_CANDIDATES} people stand for ${ballot.title} already`,
        `A paper has room for no more. Ask ${ballot.calledBy.name}.`,
      )
    : allowed(ballot)
}

/** Nobody can be taken off a paper that others have. */
export function decideStandDown(ballot: Ballot, stands: boolean, at: Date): Decision<Ballot> {
  if (!stands)
    return refused(`You do not stand for ${ballot.title}`, 'There is nothing to withdraw.')
  return ballot.state === 'nominating' && at < ballot.nominationsUntil
    ? allowed(ballot)
    : refused(
        'Nominations have ended, so you can no longer withdraw here',
        `Tell ${ballot.calledBy.name}, who can call the ballot off.`,
      )
}

/** Whether somebody may vote; `voted` is null for somebody who was not among the voters when it opened. */
export function decideVote(ballot: Ballot, voted: boolean | null, at: Date): Decision<Ballot> {
  if (ballot.state !== 'voting') return whereItIs(ballot)
  if (at >= ballot.votingUntil)
    return refused(
      `Voting on ${ballot.title} ended on ${momentWords(ballot.votingUntil)}`,
      'You get the result when it is counted.',
    )
  if (voted === null)
    return refused(
      `You are not among those who may vote on ${ballot.title}`,
      `Who may vote was fixed when voting opened, on ${dateWords(ballot.votingFrom)}. Ask ${ballot.calledBy.name}.`,
    )
  return voted
    ? refused(
        `You have voted on ${ballot.title}`,
        'Your vote counts once, and cannot be changed: nobody can find it again.',
      )
    : allowed(ballot)
}

/** Before it ends, by whoever may run it. */
export const decideCallOff = (ballot: Ballot): Decision<Ballot> =>
  ['nominating', 'closed', 'voting'].includes(ballot.state) ? allowed(ballot) : whereItIs(ballot)

export const decideDraft = (ballot: Ballot): Decision<Ballot> =>
  ballot.state === 'draft'
    ? allowed(ballot)
    : refused(
        `Ballot ${ballot.id} has been opened and cannot be changed`,
        `What is wrong with it can be called off. Type ballot ${ballot.id}.`,
      )

/** A seat that nobody was told of has no places to stay with: its caller says whose it is now. */
export const decideOpen = (ballot: Ballot, at: Date): Decision<Ballot> =>
  ballot.heirs.length > 0
    ? refused(
        `${ballot.organisationName} is now ${listWords(ballot.heirs)}`,
        'Press Change and choose which organisation the seat is for.',
      )
    : ballot.nominationsUntil <= at
      ? refused('The last day of nominations has gone by', 'Press Change and choose later days.')
      : allowed(ballot)

/** What becomes of a seat at the end of nominations, or when voting should open: nobody votes on as many as there are seats. */
export const afterNominations = (
  candidates: number,
  seats: number,
): 'vacant' | 'unopposed' | 'contested' =>
  candidates === 0 ? 'vacant' : candidates <= seats ? 'unopposed' : 'contested'

/** The order on the paper, drawn by lot: `chance` gives a number from 0 up to 1. */
export function drawOrder<T>(all: readonly T[], chance: () => number): readonly T[] {
  const order = [...all]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(chance() * (last + 1))
    const [a, b] = [order[last], order[other]]
    if (a !== undefined && b !== undefined) [order[last], order[other]] = [b, a]
  }
  return order
}

/** What a lot is drawn from. */
export const seedFrom = (chance: number): number => Math.floor(chance * 2 ** 32)
