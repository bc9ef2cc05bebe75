import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import { ancestors } from '#src/organisations/store.ts'
import type { HeldRole } from '#src/people/actor.ts'
import { rolesOf } from '#src/people/store.ts'
import type { View } from './cards.ts'
import { type Eligibility, unmet } from './eligibility.ts'
import { knownFor } from './eligible-store.ts'
import { type Ballot, decideCalling } from './rules.ts'
import { candidatesOf } from './store.ts'
import { hasVoted, turnoutOf } from './voter-store.ts'

/** Whether these roles, read a moment ago, may run a ballot there. */
export const mayCall = async (
  db: Db | Tx,
  roles: readonly HeldRole[],
  { organisation, organisationName }: Pick<Ballot, 'organisation' | 'organisationName'>,
  at: Date,
): Promise<Decision<HeldRole>> =>
  decideCalling(roles, organisationName, [
    organisation,
    ...(await ancestors(db, organisation, londonDay(at))),
  ])

/** What somebody does not meet of a rule at this moment. */
export async function missingOf(
  db: Db | Tx,
  organisation: string,
  rule: Eligibility,
  personId: string,
  at: Date,
): Promise<readonly string[]> {
  const [known] = await knownFor(db, organisation, rule, at, personId)
  return known === undefined
    ? ['You are not a member any more.']
    : unmet(rule, known, londonDay(at))
}

/** What one person is shown of a ballot now, and whether it is any of their business. */
export async function viewOf(
  db: Db | Tx,
  ballot: Ballot,
  personId: string,
  at: Date,
): Promise<View & Readonly<{ theirs: boolean }>> {
  const candidates = await candidatesOf(db, ballot.id)
  const runs = (await mayCall(db, await rolesOf(db, personId, at), ballot, at)).ok
  const voted = await hasVoted(db, ballot.id, personId)
  const stands = candidates.some(({ id }) => id === personId)
  const meets = async (rule: Eligibility) =>
    (await missingOf(db, ballot.organisation, rule, personId, at)).length === 0
  const mayStand = await meets(ballot.stand)
  const theirs = runs || stands || voted !== null || mayStand || (await meets(ballot.vote))
  return {
    ballot,
    candidates,
    turnout: await turnoutOf(db, ballot.id),
    runs,
    stands,
    mayStand,
    voted,
    theirs: theirs && ballot.state !== 'draft',
  }
}
