import * as archive from '#src/forums/archive-cards.ts'
import * as closing from '#src/forums/closing-cards.ts'
import * as others from '#src/forums/others-cards.ts'
import * as forums from '#src/forums/cards.ts'
import { ANYBODY } from '#src/forums/eligibility.ts'
import type { Forum, Member, Post } from '#src/forums/forum.ts'
import * as forms from '#src/forums/forms.ts'
import { SaveForum, SavePost, SubmitDecline, SubmitJoinForum } from '#src/forums/intents.ts'
import * as joining from '#src/forums/joining-cards.ts'
import * as moderating from '#src/forums/moderating-cards.ts'
import * as posts from '#src/forums/post-cards.ts'
import { LONGEST_GUIDELINES, LONGEST_POST } from '#src/forums/read-forms.ts'
import { GP_KINDS } from '#src/people/rules.ts'
import { chosenOption, type Fill, LARGEST_ID, LONGEST_MOMENT, times } from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

export const FORUM_MODULES = [archive, forums, posts, forms, closing, moderating, joining, others]

const DAY = '2026-09-30'

export const fullForum = (fill: Fill): Forum => ({
  id: LARGEST_ID,
  organisation: 'L85001',
  organisationName: fill(100),
  name: fill(80),
  purpose: fill(500),
  eligibility: {
    ...ANYBODY,
    roles: ['clinical-director', 'prescribing-lead', 'liaison-lead', 'practice-manager', 'mentor'],
    gpKinds: [...GP_KINDS],
    organisation: 'L85001',
    memberClass: fill(40),
    othersUntil: DAY,
    from: DAY,
    until: DAY,
  },
  eligibleName: fill(100),
  joining: 'ask',
  chathamHouse: true,
  opens: DAY,
  closes: DAY,
  nextForum: { id: LARGEST_ID, name: fill(80) },
  farewell: fill(400),
  guidelinesVersion: 999_999,
  closedAt: null,
})

const STATES = ['asked', 'in', 'declined', 'left', 'removed'] as const

export const fullMember = (fill: Fill): Member => ({
  id: LARGEST_ID,
  forumId: LARGEST_ID,
  personId: 'x',
  name: fill(100),
  state: 'in',
  askedAt: LONGEST_MOMENT,
  why: fill(400),
  saidClass: fill(40),
  reason: fill(300),
  moderator: true,
  muted: true,
  cadence: 'weekly',
  named: true,
  accepted: 999_998,
})

export const fullPost = (fill: Fill): Post => ({
  id: LARGEST_ID,
  forumId: LARGEST_ID,
  authorId: 'x',
  authorName: fill(100),
  rootId: LARGEST_ID,
  replyTo: { id: LARGEST_ID, authorName: fill(100), body: fill(LONGEST_POST), removed: false },
  body: fill(LONGEST_POST),
  at: LONGEST_MOMENT,
  editedAt: LONGEST_MOMENT,
  removedAt: null,
  removedByAuthor: false,
  removedWhy: fill(300),
  replies: 46_000,
})

const seen = (fill: Fill) =>
  (['to-come', 'open', 'closed'] as const).flatMap((state) =>
    [null, ...STATES].map((member) => ({
      forum: fullForum(fill),
      member: member === null ? null : { ...fullMember(fill), state: member },
      state,
      members: 46_000,
    })),
  )

const fatesOf = (fill: Fill): readonly closing.Fate[] => {
  const next = fullForum(fill)
  const unmet = ['role', 'gp-kind', 'organisation', 'class'] as const
  return [
    { is: 'moves', next },
    { is: 'stays', next, unmet },
    { is: 'stays', next, unmet: [] },
    { is: 'ends' },
  ]
}

/** What people read about forums, with everything on it that there can be. */
export const FORUMS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  forumsCard: (fill) => [
    forums.forumsCard([], false),
    ...times(4, (n) => forums.forumsCard(seen(fill).slice(n, n + 14), true)),
  ],
  forumCard: (fill) => seen(fill).map(forums.forumCard),
  moreOfForumCard: (fill) => seen(fill).map(forums.moreOfForumCard),
  guidelinesCard: (fill) =>
    [null, 0, 999_998, 999_999].map((accepted) =>
      forums.guidelinesCard(
        fullForum(fill),
        { version: 999_999, body: fill(LONGEST_GUIDELINES), at: LONGEST_MOMENT },
        accepted,
      ),
    ),
  guidelinesAcceptedCard: (fill) => [forums.guidelinesAcceptedCard(fullForum(fill), 999_999)],
  guidelinesChangedCard: (fill) => [forums.guidelinesChangedCard(fullForum(fill))],
  askedToJoinCard: (fill) => [joining.askedToJoinCard(fullForum(fill))],
  forumWelcomeCard: (fill) => [joining.forumWelcomeCard(fullForum(fill))],
  joinDeclinedCard: (fill) => [joining.joinDeclinedCard(fullForum(fill), fill(300))],
  joinRequestCard: (fill) =>
    STATES.map((state) => joining.joinRequestCard(fullForum(fill), { ...fullMember(fill), state })),
  forumOpenedCard: (fill) => [forums.forumOpenedCard(fullForum(fill))],
  forumChangedCard: (fill) =>
    [true, false].map((one) => forums.forumChangedCard(fullForum(fill), one)),
  leftForumCard: (fill) => [forums.leftForumCard(fullForum(fill))],
  postCard: (fill) =>
    (['author', 'member'] as const).flatMap((viewer) =>
      [
        fullPost(fill),
        { ...fullPost(fill), rootId: null, replyTo: null },
        { ...fullPost(fill), removedAt: LONGEST_MOMENT },
        { ...fullPost(fill), removedAt: LONGEST_MOMENT, removedByAuthor: true },
      ].map((post) => posts.postCard(fullForum(fill), post, viewer)),
    ),
  archiveCard: (fill) => {
    const href = `https://cascade.example.nhs.uk/${'x'.repeat(900)}`
    return [null, href].map((file) => archive.archiveCard(fullForum(fill), { page: href, file }))
  },
  countdownCard: (fill) =>
    fatesOf(fill).flatMap((fate) =>
      [0, 1, 30].map((days) => closing.countdownCard(fullForum(fill), DAY, days, fate)),
    ),
  countedCard: (fill) => [true, false].map((one) => closing.countedCard(fullForum(fill), one)),
  lastDayCard: (fill) =>
    [DAY, null].map((closes) => closing.lastDayCard({ ...fullForum(fill), closes })),
  forumClosedCard: (fill) =>
    fatesOf(fill).map((fate) => closing.forumClosedCard(fullForum(fill), fate)),
  othersCountdownCard: (fill) =>
    [0, 1, 30].map((days) => others.othersCountdownCard(fullForum(fill), DAY, days)),
  othersEndedCard: (fill) => [others.othersEndedCard(fullForum(fill), DAY)],
  othersSummaryCard: (fill) => [others.othersSummaryCard(fullForum(fill), 46_000)],
  closedSummaryCard: (fill) => [closing.closedSummaryCard(fullForum(fill), 46_000, 38_000)],
  forumDigestCard: (fill) => [
    posts.forumDigestCard(
      times(posts.MOST_FORUMS, (n) => ({
        forumId: LARGEST_ID - n,
        name: fill(80),
        posts: 46_000,
        first: 1_000,
      })),
    ),
  ],
  reportedCard: (fill) =>
    [true, false].flatMap((settled) =>
      [null, LONGEST_MOMENT].map((removedAt) =>
        moderating.reportedCard(fullForum(fill), {
          post: { ...fullPost(fill), removedAt },
          author: fullMember(fill),
          reports: times(9, () => ({ why: fill(300) })),
          settled,
        }),
      ),
    ),
  reportSentCard: (fill) => [moderating.reportSentCard(fullForum(fill), LARGEST_ID)],
  membersCard: (fill) => [
    moderating.membersCard(
      fullForum(fill),
      times(moderating.MEMBERS_A_PAGE, (n) => ({ ...fullMember(fill), id: LARGEST_ID - n })),
      46_000,
    ),
  ],
  moderatorCard: (fill) =>
    [true, false].map((on) => moderating.moderatorCard(fullForum(fill), fill(100), on)),
  youModerateCard: (fill) => [moderating.youModerateCard(fullForum(fill))],
  memberRemovedCard: (fill) => [moderating.memberRemovedCard(fullForum(fill), fill(100))],
  youWereRemovedCard: (fill) => [moderating.youWereRemovedCard(fullForum(fill), fill(300))],
  settingsSavedCard: (fill) =>
    [true, false].flatMap((muted) =>
      [true, false].map((named) =>
        moderating.settingsSavedCard(fullForum(fill), { ...fullMember(fill), muted, named }),
      ),
    ),
  forumSettingsForm: (fill) => [
    forms.forumSettingsForm(fullForum(fill), fullMember(fill), SaveForum({ forum: LARGEST_ID })),
  ],
  searchForumForm: (fill) => [
    forms.searchForumForm(fullForum(fill), SaveForum({ forum: LARGEST_ID })),
  ],
  pageEndCard: (fill) => [posts.pageEndCard(fullForum(fill), '5 posts', [])],
  forumForm: (fill) =>
    [null, fullForum(fill)].map((forum) =>
      forms.forumForm(
        forum,
        { place: chosenOption(fill, 1), opens: DAY, guidelines: fill(LONGEST_GUIDELINES) },
        SaveForum({ forum: LARGEST_ID }),
      ),
    ),
  joinForumForm: (fill) =>
    (
      [
        [null, false],
        [{ name: fill(40), must: true }, true],
        [{ name: fill(40), must: false, next: fill(80) }, true],
      ] as const
    ).map(([asked, asks]) =>
      forms.joinForumForm(fullForum(fill), asked, asks, SubmitJoinForum({ forum: LARGEST_ID })),
    ),
  postForm: (fill) =>
    [null, fullPost(fill)].map((answered) =>
      forms.postForm(fullForum(fill), answered, fill(LONGEST_POST), SavePost({ post: LARGEST_ID })),
    ),
  forumReasonForm: () => [
    forms.forumReasonForm(
      'Decline a request',
      'Decline',
      'Why',
      'Reason',
      SubmitDecline({ member: LARGEST_ID }),
    ),
  ],
}
