import { stepsPassed } from '#src/forums/closing.ts'
import { startCountdown } from '#src/forums/closing-store.ts'
import { ANYBODY } from '#src/forums/eligibility.ts'
import { insertForum } from '#src/forums/forum-store.ts'
import { accept, makeModerator, saveAsking } from '#src/forums/member-store.ts'
import { insertPost } from '#src/forums/post-store.ts'
import type { Tx } from '#src/kernel/db.ts'
import { daysAfter, londonDay } from '#src/kernel/london.ts'
import { DEMO_ICB } from './messages.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

/** How long it has been open, and how long it still is: beyond the first countdown, so that nobody's chat begins with one. */
const OPEN_DAYS = 28
const LEFT_DAYS = 42

const MODERATOR = 'siobhan-keane'
/** Somebody is left who may join: Mei-Ling Zhao, and the newcomer as a sessional GP. */
const MEMBERS: readonly Readonly<{ user: string; named: boolean }>[] = [
  { user: MODERATOR, named: true },
  { user: 'amara-okafor', named: false },
  { user: 'yusuf-demir', named: true },
  { user: 'callum-reid', named: false },
]

/** `answers` is the place of a post in this list. */
const POSTS: readonly Readonly<{
  by: string
  hoursAgo: number
  answers: number | null
  body: string
}>[] = [
  {
    by: 'yusuf-demir',
    hoursAgo: 124,
    answers: null,
    body: 'Has anybody a page that you give to a locum on their first day? I would like ours to fit on one side.',
  },
  {
    by: 'amara-okafor',
    hoursAgo: 119,
    answers: 0,
    body: 'What helps me most: who to ring, how to log in, where the emergency kit is, and how this practice sends referrals. The rest can wait until the coffee break.',
  },
  {
    by: MODERATOR,
    hoursAgo: 47,
    answers: null,
    body: 'This forum is a trial. Before it closes, please write here what the next one should do better.',
  },
]

/** A forum that was opened some weeks ago and closes some weeks from now, with who is in it and what they wrote. */
export async function addForum(tx: Tx, idOf: (user: string) => string, at: Date): Promise<void> {
  const since = new Date(at.getTime() - OPEN_DAYS * DAY_MS)
  const closes = daysAfter(londonDay(at), LEFT_DAYS)
  const forumId = await insertForum(
    tx,
    {
      organisation: DEMO_ICB,
      name: 'Sessional GPs in Somerset (invented)',
      purpose:
        'For locum, salaried and portfolio GPs to ask each other what works, and to say what should change.',
      guidelines:
        'Be kind, and write as you would speak in the same room. Nothing about a patient, ever. Invented for the demonstration.',
      eligibility: { ...ANYBODY, gpKinds: ['locum', 'salaried', 'portfolio'] },
      joining: 'rule',
      chathamHouse: true,
      opens: londonDay(since),
      closes,
      nextForum: null,
      farewell: null,
    },
    idOf(MODERATOR),
    since,
  )
  await startCountdown(tx, forumId, stepsPassed(closes, londonDay(at)), at)
  for (const { user, named } of MEMBERS) {
    const asking = { why: null, saidClass: null, named, cadence: 'now' } as const
    const member = await saveAsking(tx, forumId, idOf(user), asking, 'in', since)
    await accept(tx, forumId, 1, idOf(user), since)
    if (user === MODERATOR) await makeModerator(tx, member, true)
  }
  const ids: number[] = []
  for (const { by, hoursAgo, answers, body } of POSTS) {
    const replyTo = answers === null ? null : (ids[answers] ?? null)
    ids.push(
      await insertPost(tx, {
        forumId,
        authorId: idOf(by),
        rootId: replyTo,
        replyTo,
        body,
        named: MEMBERS.some(({ user, named }) => user === by && named),
        at: new Date(at.getTime() - hoursAgo * HOUR_MS),
      }),
    )
  }
}
