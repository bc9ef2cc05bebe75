import { type Capability, on } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { type MemberTurn, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import { archiveCard } from './archive-cards.ts'
import { archiveLink } from './archive-link.ts'
import type { Forum } from './forum.ts'
import { findForum } from './forum-store.ts'
import { ForumArchive } from './intents.ts'
import { type Asker, moderating } from './load.ts'
import { findMember } from './member-store.ts'
import { decideMember } from './rules.ts'

type Settings = Readonly<{
  /** What links are signed with; the same in every process. */
  secret: string
  /** Where the pages are reached from outside, as "https://cascade.example.nhs.uk". */
  publicUrl: string
}>

export type Archive = Readonly<{ forum: Forum; moderates: boolean }>

/** The forum that somebody would read all of, while they are in it or moderate it. Whoever was in it when it closed still is. */
export async function findArchive(who: Asker, id: number): Promise<Decision<Archive>> {
  const forum = await findForum(who.db, id)
  if ((await moderating(who, forum)).ok && forum !== null)
    return allowed({ forum, moderates: true })
  const found = decideMember(forum, await findMember(who.db, id, who.me.id))
  return found.ok ? allowed({ forum: found.value.forum, moderates: false }) : found
}

/** The file is for moderators: it leaves Cascade, and they answer for what is done with it. */
export const decideFile = ({ forum, moderates }: Archive): Decision<Forum> =>
  moderates
    ? allowed(forum)
    : refused(
        `You are not a moderator of ${forum.name}`,
        `The file is for its moderators. To read everything on a page, type archive ${forum.id} in the chat.`,
      )

/** All of a forum on a page behind a signed link, and as a file for its moderators. */
export function createForumArchive({ secret, publicUrl }: Settings): Capability {
  const base = publicUrl.replace(/\/+$/, '')

  async function archive(turn: MemberTurn, id: number): Promise<Reaction> {
    const found = await findArchive(turn, id)
    if (!found.ok) return refuse(found.refusal)
    const page = `${base}/forums/${archiveLink.make(secret, [id, turn.me.id], turn.at)}`
    await writeAudit(turn.db, turn.at, turn.me.id, 'forum.archive-linked', `forum:${id}`)
    const file = found.value.moderates ? `${page}/csv` : null
    return [say(archiveCard(found.value.forum, { page, file }))]
  }

  return {
    topic: 'forums',
    handlers: [on(ForumArchive, async (turn, { forum }) => archive(turn, forum))],
    commands: [
      {
        words: ['archive', 'forum archive'],
        usage: 'archive 3',
        does: 'Read all of a forum on one page',
        // A button of the forum's card: help would be longer than anybody reads with all of them in it.
        offered: () => false,
        read: (rest) => numbered(rest, 'archive 3', (forum) => spoken(ForumArchive({ forum }))),
      },
    ],
    redraws: [],
  }
}
