import {
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { Drafts } from '#src/broadcasts/intents.ts'
import { dateWords } from '#src/kernel/london.ts'
import type { RoleName } from '#src/kernel/schema.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import { Details } from '#src/people/intents.ts'
import { ROLE_NAMES } from '#src/people/rules.ts'
import { Subscriptions } from '#src/subscriptions/intents.ts'

/** What happened to an organisation, by name; `day` is the first on which it is so, YYYY-MM-DD. */
export type Change = Readonly<{ name: string; day: string }> &
  Readonly<
    | { is: 'succeeded'; heirs: readonly string[] }
    /** A practice that is in another PCN; `to` is empty when it is in none. */
    | { is: 'moved'; from: string; to: readonly string[] }
    /** Without a successor. */
    | { is: 'closed' }
  >

/** What one change meant for one person: what they had there, and what became of it. */
export type Meant = Readonly<{
  change: Change
  /** How many topics they followed. */
  topics: number
  works: boolean
  rolesMoved: readonly RoleName[]
  rolesEnded: readonly RoleName[]
  /** Roles that nobody can say of whether they should follow. */
  rolesKept: readonly RoleName[]
  /** Numbers of their drafts for it, and of those that were scheduled until now. */
  drafts: readonly number[]
  unscheduled: readonly number[]
  /** Numbers of the ballots that they called for it and that go on. */
  ballots: readonly number[]
}>

/** So many changes are told one by one; others are counted. */
const MOST_TOLD = 3
const LONGEST_NAME = 55
/** ODS has divided one organisation into three at most. */
const MOST_NAMED = 3
const MOST_NUMBERED = 3
const ASK = 'Ask whoever runs Cascade for you'

const named = (names: readonly string[]) =>
  listWords(names.slice(0, MOST_NAMED).map((name) => clip(name, LONGEST_NAME)))

const rolesIn = (roles: readonly RoleName[]) =>
  listWords([...new Set(roles)].map((role) => ROLE_NAMES[role].toLowerCase()))

function happened(change: Change): string {
  const since = `since ${dateWords(change.day)}`
  switch (change.is) {
    case 'succeeded':
      return change.heirs.length === 1
        ? `is now ${named(change.heirs)}, ${since}.`
        : `is divided, ${since}: ${named(change.heirs)} take over.`
    case 'moved':
      return change.to.length === 0
        ? `has left ${clip(change.from, LONGEST_NAME)}, ${since}.`
        : `has moved from ${clip(change.from, LONGEST_NAME)} to ${named(change.to)}, ${since}.`
    case 'closed':
      return `has closed, ${since}. No successor is known.`
  }
}

function topicsWords(change: Change, topics: number): string {
  const what = `What you followed there (${count(topics, 'topic')})`
  switch (change.is) {
    case 'succeeded':
      return change.heirs.length === 1
        ? `${what} has moved with it.`
        : `${what} you now follow at each of them.`
    case 'moved':
      return `What you followed at the PCN (${count(topics, 'topic')}) you now follow where the practice is.`
    case 'closed':
      return `${what} stays, but nothing new comes from it. Follow another place.`
  }
}

const worksWords = ({ is }: Change): string =>
  is === 'succeeded'
    ? 'You work there: your place of work has moved with it.'
    : is === 'moved'
      ? 'You work there or follow it: messages of its PCN come to you.'
      : 'You work there: put another place in your details.'

const endedWords = ({ is }: Change, roles: readonly RoleName[]): string =>
  is === 'succeeded'
    ? `Your role there, ${rolesIn(roles)}, has ended, because more than one takes over. ${ASK} to give it to you where it belongs.`
    : `Your role there, ${rolesIn(roles)}, has ended. ${ASK} if you need it elsewhere.`

const numbers = (ids: readonly number[]) =>
  listWords(
    ids.length > MOST_NUMBERED
      ? [...ids.slice(0, MOST_NUMBERED).map(String), `${ids.length - MOST_NUMBERED} more`]
      : ids.map(String),
  )

/** What they wrote for these and have not sent. */
function unsentBlocks(all: readonly Meant[]): Block[] {
  const unscheduled = all.flatMap((meant) => meant.unscheduled)
  const drafts = all.flatMap((meant) => meant.drafts)
  if (unscheduled.length + drafts.length === 0) return []
  const words = [
    ...(unscheduled.length === 0
      ? []
      : unscheduled.length === 1
        ? [
            `Message ${numbers(unscheduled)}, which was scheduled, has not been sent: it is a draft.`,
          ]
        : [
            `Messages ${numbers(unscheduled)}, which were scheduled, have not been sent: they are drafts.`,
          ]),
    ...(drafts.length === 0
      ? []
      : drafts.length === 1
        ? [`Your draft ${numbers(drafts)} is kept.`]
        : [`Your drafts ${numbers(drafts)} are kept.`]),
    'Before a draft can go, edit it and choose who it is for.',
  ]
  return [paragraph(words.join(' '))]
}

/** The seats that they called for these. Whether there is such a seat still nobody knows but a person. */
function seatBlocks(all: readonly Meant[]): Block[] {
  const ballots = all.flatMap((meant) => meant.ballots)
  return ballots.length === 0
    ? []
    : [
        paragraph(
          `You called ballot ${numbers(ballots)}: who works at the places that were there stands and votes, as before. Call off what is no longer needed.`,
        ),
      ]
}

function consequences({ change, ...had }: Meant): readonly string[] {
  return [
    ...(had.topics > 0 ? [topicsWords(change, had.topics)] : []),
    ...(had.works ? [worksWords(change)] : []),
    ...(had.rolesMoved.length > 0
      ? [`Your role there, ${rolesIn(had.rolesMoved)}, has moved with it.`]
      : []),
    ...(had.rolesEnded.length > 0 ? [endedWords(change, had.rolesEnded)] : []),
    ...(had.rolesKept.length > 0
      ? [
          `Your role at the PCN that it left, ${rolesIn(had.rolesKept)}, stays as it is. ${ASK} if it should not.`,
        ]
      : []),
  ]
}

const changeBlocks = (meant: Meant): Block[] => [
  paragraph(bold(clip(meant.change.name, LONGEST_NAME)), ` ${happened(meant.change)}`),
  { is: 'list', ordered: false, items: [...consequences(meant)] },
]

/** To somebody whose places have changed: what changed, what follows, and what to do if it is wrong. */
export function placesChangedCard(all: readonly Meant[]): Message {
  const told = all.slice(0, MOST_TOLD)
  const more = all.length - told.length
  return message({
    label: 'Your places',
    title:
      all.length === 1
        ? 'One of your places has changed'
        : `${count(all.length, 'change')} among your places`,
    blocks: [
      ...told.flatMap(changeBlocks),
      ...(more > 0 ? [paragraph(`${count(more, 'more change')} of the same kind.`)] : []),
      ...unsentBlocks(all),
      ...seatBlocks(all),
      note(
        'small',
        'What was sent before stays as it was, and can still be found. If something is wrong here, change what you follow or your details.',
      ),
    ],
    actions: [
      ...(unsentBlocks(all).length > 0 ? [button('My drafts', Drafts({}))] : []),
      button('What I follow', Subscriptions({})),
      button('My details', Details({})),
    ],
  })
}
