import type { HeldRole } from '#src/people/actor.ts'
import { dateWords } from '#src/kernel/london.ts'
import { allowed, type Decision, type Refusal, refused } from '#src/kernel/refusal.ts'
import type { RoleName } from '#src/kernel/schema.ts'
import type { Forum, Member, Post } from './forum.ts'

/** The roles that open and run forums, for their organisation and everything under it. */
export const RUNS_FORUMS: readonly RoleName[] = ['clinical-director', 'liaison-lead']

export const mayOpenForums = (roles: readonly HeldRole[]): boolean =>
  roles.some(({ role }) => RUNS_FORUMS.includes(role))

/** Whether one of these roles, read a moment ago, runs forums of an organisation: `above` is itself and everything above it. */
export const runsForumsOf = (roles: readonly HeldRole[], above: readonly string[]): boolean =>
  roles.some(({ role, organisation }) => RUNS_FORUMS.includes(role) && above.includes(organisation))

export function decideOpening(
  roles: readonly HeldRole[],
  above: readonly string[],
  organisationName: string,
): Decision<null> {
  return runsForumsOf(roles, above)
    ? allowed(null)
    : refused(
        `You may not open a forum for ${organisationName}`,
        'Clinical directors and liaison leads open forums for their organisation and everything under it. Ask your liaison lead.',
      )
}

export type ForumState = 'to-come' | 'open' | 'closed'

/** A forum is open from its first day to the end of its last; after that also while nobody was told yet. */
export function stateOf(
  { opens, closes, closedAt }: Pick<Forum, 'opens' | 'closes' | 'closedAt'>,
  today: string,
): ForumState {
  if (closedAt !== null || (closes !== null && today > closes)) return 'closed'
  return today < opens ? 'to-come' : 'open'
}

export const NO_FORUM: Refusal = {
  happened: 'There is no forum with that number for you',
  next: 'Type forums to see them.',
}
const noForum: Decision<never> = { ok: false, refusal: NO_FORUM }

export const isIn = (member: Member | null): member is Member & Readonly<{ state: 'in' }> =>
  member?.state === 'in'

/** A forum that somebody is not in yet and that is not closed. One that is to come may be joined before. */
export function decideJoining(
  forum: Forum | null,
  member: Member | null,
  today: string,
): Decision<Forum> {
  if (forum === null) return noForum
  const { name, id } = forum
  if (isIn(member)) return refused(`You are in ${name} already`, `To open it, type forum ${id}.`)
  if (member?.state === 'asked')
    return refused(`You have asked to join ${name}`, 'A moderator answers you here.')
  if (stateOf(forum, today) === 'closed')
    return refused(
      `${name} is closed`,
      forum.nextForum === null
        ? 'To see other forums, type forums.'
        : `Look at ${forum.nextForum.name} in its place: type forum ${forum.nextForum.id}.`,
    )
  return allowed(forum)
}

/** What only members see: the same words for "not there" and "not yours". */
export function decideMember(
  forum: Forum | null,
  member: Member | null,
): Decision<Readonly<{ forum: Forum; member: Member }>> {
  if (forum === null) return noForum
  if (isIn(member)) return allowed({ forum, member })
  return refused(
    `You are not a member of ${forum.name}`,
    `To see whether you may join, type forum ${forum.id}.`,
  )
}

/**
 * A moderator is a member who was made one. Where there is none left, whoever runs forums of its organisation stands in:
 * otherwise nobody could answer those who ask.
 */
export function decideModerator(
  forum: Forum | null,
  member: Member | null,
  standsIn: boolean,
): Decision<Forum> {
  if (forum === null) return noForum
  if ((isIn(member) && member.moderator) || standsIn) return allowed(forum)
  return refused(
    `You are not a moderator of ${forum.name}`,
    'Its moderators do that. To tell them of a post, use Report on its card.',
  )
}

/** Whether somebody may write in a forum now: a member of an open forum who has accepted its guidelines as they are. */
export function decideWriting(
  forum: Forum | null,
  member: Member | null,
  today: string,
): Decision<Readonly<{ forum: Forum; member: Member }>> {
  const found = decideMember(forum, member)
  if (!found.ok) return found
  const { name, id, opens, closes, guidelinesVersion } = found.value.forum
  const state = stateOf(found.value.forum, today)
  if (state === 'closed')
    return refused(
      `${name} closed${closes === null ? '' : ` at the end of ${dateWords(closes)}`}`,
      `Nothing can be written there any more. To read it, type read forum ${id}.`,
    )
  if (state === 'to-come')
    return refused(`${name} opens on ${dateWords(opens)}`, 'Write there from that day on.')
  if (found.value.member.accepted < guidelinesVersion)
    return refused(
      found.value.member.accepted === 0
        ? `You have not accepted the guidelines of ${name} yet`
        : `The guidelines of ${name} have changed since you accepted them`,
      `Nothing was posted. Read them and press I accept, then send it again. To see them, type guidelines ${id}.`,
    )
  return found
}

export const NO_POST = refused(
  'There is no post with that number for you',
  'Type forums to see yours.',
)

/** A post that a member may read. */
export function decidePost(post: Post | null, member: Member | null): Decision<Post> {
  return post === null || !isIn(member) ? NO_POST : allowed(post)
}

export function decideReply(post: Post): Decision<Post> {
  return post.removedAt === null
    ? allowed(post)
    : refused(`Post ${post.id} was removed`, 'Reply to another, or write a new post.')
}

/** Its author alone changes a post. */
export function decideEdit(post: Post, by: string): Decision<Post> {
  if (post.authorId !== by)
    return refused(
      `Post ${post.id} is not yours`,
      'Only its author can change it. To answer it, use Reply on its card.',
    )
  return decideReply(post)
}

/** Its author, or a moderator with a reason. */
export function decideRemoval(
  post: Post,
  by: string,
  moderates: boolean,
): Decision<'author' | 'moderator'> {
  if (post.removedAt !== null)
    return refused(`Post ${post.id} was removed already`, 'There is nothing left to do.')
  if (post.authorId === by) return allowed('author')
  return moderates
    ? allowed('moderator')
    : refused(
        `Post ${post.id} is not yours`,
        'To tell the moderators of it, use Report on its card.',
      )
}
