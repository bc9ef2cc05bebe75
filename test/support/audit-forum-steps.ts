import { londonDay } from '#src/kernel/london.ts'
import type { Step } from './audit-walk.ts'

const PRIYA = 'priya-raman'
const AMARA = 'amara-okafor'
const YUSUF = 'yusuf-demir'

type One = (text: string, ...values: unknown[]) => Promise<string>

/** Everything that somebody can do in a forum: Priya moderates it, Amara writes there, Yusuf is declined. */
export async function forumSteps(one: One, at: Date): Promise<readonly Step[]> {
  const place = await one(
    `select r.organisation as it from roles r join identities i on i.person_id = r.person_id
     where i.user_ref = $1 and r.role = 'clinical-director' order by 1 limit 1`,
    PRIYA,
  )
  const written = {
    name: 'A forum of a test',
    organisation: [place],
    purpose: 'For nobody.',
    guidelines: 'Be kind.',
    who: 'anywhere',
    joining: 'ask',
    chathamHouse: 'yes',
    opens: londonDay(at),
  }
  // Numbers go on from those that the demonstration has taken.
  const last = async (table: string) =>
    Number(await one(`select coalesce(max(id), 0)::text as it from ${table}`))
  const [forums, members, posts] = [
    await last('forums'),
    await last('forum_members'),
    await last('forum_posts'),
  ]
  const forum = { forum: String(forums + 1) }
  const member = (n: number) => ({ member: String(members + n) })
  const post = (n: number) => ({ post: String(posts + n) })
  const joining = { why: 'To learn', cadence: 'now' }
  return [
    [PRIYA, 'forums'],
    [PRIYA, 'new-forum'],
    [PRIYA, 'save-new-forum', {}, written],
    [PRIYA, 'forum', forum],
    [AMARA, 'join-forum', forum],
    [AMARA, 'submit-join-forum', forum, joining],
    [PRIYA, 'accept-member', member(2)],
    [YUSUF, 'submit-join-forum', forum, joining],
    [PRIYA, 'decline-member', member(3)],
    [PRIYA, 'submit-decline', member(3), { reason: 'Not yet' }],
    [AMARA, 'guidelines', forum],
    [AMARA, 'accept-guidelines', { ...forum, version: '1' }],
    [PRIYA, 'accept-guidelines', { ...forum, version: '1' }],
    [AMARA, 'write-post', forum],
    [AMARA, 'submit-post', forum, { text: 'Who has a rota?' }],
    [PRIYA, 'reply-post', post(1)],
    [PRIYA, 'submit-reply-post', post(1), { text: 'I have.' }],
    [AMARA, 'edit-post', post(1)],
    [AMARA, 'save-post', post(1), { text: 'Who has a rota for May?' }],
    [AMARA, 'show-post', post(1)],
    [AMARA, 'thread', { ...post(1), after: '0' }],
    [AMARA, 'read-forum', { ...forum, before: '0', after: '0' }],
    [AMARA, 'forum-settings', forum],
    [AMARA, 'save-forum-settings', forum, { cadence: 'daily', named: 'yes' }],
    [AMARA, 'mute-forum', { ...forum, on: 'yes' }],
    [AMARA, 'search-forum', forum],
    [AMARA, 'submit-search-forum', forum, { text: 'rota' }],
    [AMARA, 'report-post', post(2)],
    [AMARA, 'submit-report-post', post(2), { reason: 'It is rude' }],
    [PRIYA, 'settle-reports', post(2)],
    [AMARA, 'forum-archive', forum],
    [PRIYA, 'more-of-forum', forum],
    [PRIYA, 'forum-members', { ...forum, after: '0' }],
    [PRIYA, 'make-moderator', { ...member(2), on: 'yes' }],
    [PRIYA, 'remove-post', post(1)],
    [PRIYA, 'submit-remove-post', post(1), { reason: 'It was a test' }],
    [PRIYA, 'change-forum', forum],
    [PRIYA, 'save-forum', forum, { ...written, guidelines: 'Be very kind.' }],
    [PRIYA, 'remove-member', member(2)],
    [PRIYA, 'submit-remove-member', member(2), { reason: 'It was a test' }],
    [PRIYA, 'leave-forum', forum],
  ]
}
