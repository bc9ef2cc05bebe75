import { ask, type MemberTurn, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { allowed, type Decision } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import type { Forum, Member } from './forum.ts'
import { forumSettingsForm, searchForumForm } from './forms.ts'
import { SaveForumSettings, SubmitSearchForum } from './intents.ts'
import { loadMine } from './load.ts'
import { settingsSavedCard } from './moderating-cards.ts'
import { postsOf, saveSettings } from './moderating-store.ts'
import { pageEndCard } from './post-cards.ts'
import { search } from './post-store.ts'
import { readSearch, readSettings } from './read-forms.ts'
import { cardsFor } from './reading.ts'
import { showAnew } from './relaying.ts'
import { decideMember } from './rules.ts'

async function mine(
  turn: MemberTurn,
  id: number,
): Promise<Decision<Readonly<{ forum: Forum; member: Member }>>> {
  const { forum, member } = await loadMine(turn, id)
  return decideMember(forum, member)
}

export async function settingsForm(turn: MemberTurn, id: number): Promise<Decision<Form>> {
  const found = await mine(turn, id)
  if (!found.ok) return found
  const { forum, member } = found.value
  return allowed(forumSettingsForm(forum, member, SaveForumSettings({ forum: id })))
}

export async function settings(turn: MemberTurn, id: number): Promise<Reaction> {
  const form = await settingsForm(turn, id)
  return form.ok ? [ask(form.value)] : refuse(form.refusal)
}

type Given = Pick<Member, 'cadence' | 'named' | 'muted'>

async function save(
  turn: MemberTurn,
  forum: Forum,
  member: Member,
  given: Given,
): Promise<Reaction> {
  const { db, me, at } = turn
  await saveSettings(db, member.id, given)
  await writeAudit(db, at, me.id, 'forum.settings-saved', `forum:${forum.id}`)
  // What was said under a name is said under none from now on, wherever it stands.
  if (member.named !== given.named)
    for (const post of await postsOf(db, forum.id, me.id)) await showAnew(turn, post)
  return [say(settingsSavedCard(forum, { ...member, ...given }))]
}

export async function saveForumSettings(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const found = await mine(turn, id)
  if (!found.ok) return refuse(found.refusal)
  const { forum, member } = found.value
  const read = readSettings(values)
  if (!read.ok) {
    const form = forumSettingsForm(forum, member, SaveForumSettings({ forum: id }))
    return [ask(withErrors(form, values, read.errors))]
  }
  return save(turn, forum, member, read.value)
}

export async function mute(turn: MemberTurn, id: number, muted: boolean): Promise<Reaction> {
  const found = await mine(turn, id)
  if (!found.ok) return refuse(found.refusal)
  const { forum, member } = found.value
  return save(turn, forum, member, { cadence: member.cadence, named: member.named, muted })
}

export async function searchForm(turn: MemberTurn, id: number): Promise<Decision<Form>> {
  const found = await mine(turn, id)
  return found.ok
    ? allowed(searchForumForm(found.value.forum, SubmitSearchForum({ forum: id })))
    : found
}

export async function searchIn(turn: MemberTurn, id: number): Promise<Reaction> {
  const form = await searchForm(turn, id)
  return form.ok ? [ask(form.value)] : refuse(form.refusal)
}

const A_PAGE = 5

export async function submitSearch(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const found = await mine(turn, id)
  if (!found.ok) return refuse(found.refusal)
  const { forum } = found.value
  const read = readSearch(values)
  if (!read.ok)
    return [
      ask(
        withErrors(searchForumForm(forum, SubmitSearchForum({ forum: id })), values, read.errors),
      ),
    ]
  const posts = await search(turn.db, id, read.value.text, A_PAGE)
  const title =
    posts.length === 0 ? 'No post has all of those words' : `The newest posts with those words`
  return [...cardsFor(turn, forum, posts), say(pageEndCard(forum, title, []))]
}
