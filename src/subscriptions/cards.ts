import { KIND_NAMES, KINDS } from '#src/broadcasts/kind-names.ts'
import {
  choiceField,
  choicesField,
  type Form,
  option,
  type Option,
  searchField,
  timeField,
} from '#src/chat/form.ts'
import {
  bold,
  type Block,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import type { Attention } from '#src/attention/rules.ts'
import { DIGEST_TIME } from '#src/digests/rules.ts'
import { clockWords, WEEKDAYS } from '#src/kernel/london.ts'
import type { BroadcastKind, Cadence } from '#src/kernel/schema.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import { Follow, QuietHours, SaveFollow, SaveQuietHours, Unfollow } from './intents.ts'
import { CADENCES, type Topic, WEEK } from './rules.ts'
import { specialtyName } from './specialties.ts'

export const CADENCE_NAMES: Readonly<Record<Cadence, string>> = {
  now: 'straight away',
  daily: 'once a day',
  weekly: 'once a week',
}

type Shown = Readonly<{
  kind: BroadcastKind
  organisation: string
  organisationName: string
  specialty: string | null
  cadence: Cadence
}>

/** The most lines that fit on one card. */
const MOST_LINES = 10

export function subscriptionsCard(held: readonly Shown[], who: Attention): Message {
  const groups = Map.groupBy(held, (one) => `${one.organisation} ${one.specialty ?? ''}`)
  const lines = [...groups.values()]
  return message({
    title: lines.length === 0 ? 'You follow nothing yet' : 'What you follow',
    blocks: [
      paragraph(
        lines.length === 0
          ? 'Follow a place where you work, and its messages come to you here.'
          : 'Each place includes its PCN and ICB, and everything under it. You get each message once, however many of these match.',
      ),
      ...lines.slice(0, MOST_LINES).map(lineOf),
      ...(lines.length > MOST_LINES
        ? [
            note(
              'small',
              `${lines.length - MOST_LINES} more are not shown. Type unfollow and an ODS code to stop one.`,
            ),
          ]
        : []),
      note(
        'small',
        `${quietWords(who)} Daily messages come at ${clockWords(DIGEST_TIME)} on your working days, weekly ones on the first of the week: ${daysWords(who.workingDays)}, not on bank holidays. A critical message always comes straight away.`,
      ),
    ],
    actions: [
      button(
        'Follow something',
        Follow({ organisation: '', specialty: '' }),
        lines.length === 0 ? 'primary' : 'plain',
      ),
      button('Quiet hours and days', QuietHours({})),
    ],
  })
}

const quietWords = ({ quietFrom, quietTo }: Attention) =>
  quietFrom === null || quietTo === null
    ? 'You have no quiet hours.'
    : `Quiet hours: ${clockWords(quietFrom)} to ${clockWords(quietTo)}.`

/** "Monday to Friday", "every day", "Tuesday and Friday". */
export function daysWords(workingDays: string): string {
  if (workingDays === WEEK.join('')) return 'every day'
  const names = workingDays.split('').map((day) => WEEKDAYS[Number(day) - 1] ?? '')
  const inARow = WEEK.join('').includes(workingDays) && names.length > 2
  return inARow ? `${names[0] ?? ''} to ${names.at(-1) ?? ''}` : listWords(names)
}

function lineOf(group: readonly Shown[]): Block {
  const [first] = group
  if (first === undefined) throw new Error('A group of subscriptions is never empty')
  const key = { organisation: first.organisation, specialty: first.specialty ?? '' }
  const only = first.specialty === null ? '' : `, ${specialtyName(first.specialty)} only`
  return {
    is: 'row',
    parts: [
      bold(clip(first.organisationName, 60)),
      {
        is: 'plain',
        text: clip(`${only}: ${kindsWords(group)}`, 120),
      },
    ],
    actions: [button('Change', Follow(key)), button('Stop', Unfollow(key))],
  }
}

/** "announcements and pathway updates straight away; opportunities once a week". */
export function kindsWords(topics: readonly Pick<Topic, 'kind' | 'cadence'>[]): string {
  return CADENCES.flatMap((cadence) => {
    const kinds = topics
      .filter((topic) => topic.cadence === cadence)
      .map((topic) => KIND_NAMES[topic.kind].many)
    return kinds.length === 0 ? [] : [`${inShort(kinds)} ${CADENCE_NAMES[cadence]}`]
  }).join('; ')
}

/** All kinds, or all but one, need no list that is cut before its end. */
function inShort(kinds: readonly string[]): string {
  const others = KINDS.map((kind) => KIND_NAMES[kind].many).filter((name) => !kinds.includes(name))
  if (others.length > 1) return listWords(kinds)
  return others.length === 0 ? 'everything' : `everything but ${others.join('')}`
}

/** What is suggested to somebody new, a line a place. */
export function suggestionWords(
  topics: readonly Topic[],
  names: ReadonlyMap<string, string>,
): readonly string[] {
  return [...Map.groupBy(topics, (topic) => topic.organisation)].map(([code, group]) =>
    clip(`${names.get(code) ?? code}: ${kindsWords(group)}`, 150),
  )
}

export type FollowShown = Readonly<{
  organisation: Option | null
  kinds: readonly BroadcastKind[]
  specialty: Option | null
  cadence: Cadence
}>

export const followForm = (
  shown: FollowShown,
  editing: Readonly<{ organisation: string; specialty: string }>,
): Form => ({
  title: editing.organisation === '' ? 'Follow' : 'Change what you follow',
  submit: 'Save',
  intro: [],
  fields: [
    searchField('organisation', 'Where?', {
      most: 1,
      value: shown.organisation === null ? [] : [shown.organisation],
      hint: 'A practice, PCN or ICB. Type a few letters of its name, or its ODS code',
    }),
    choicesField(
      'kinds',
      'What?',
      KINDS.map((kind) => option(kind, capital(KIND_NAMES[kind].many))),
      { value: [...shown.kinds] },
    ),
    searchField('specialty', 'Only one specialty?', {
      source: 'specialties',
      most: 1,
      required: false,
      value: shown.specialty === null ? [] : [shown.specialty],
      hint: 'Leave empty for all specialties',
    }),
    choiceField(
      'cadence',
      'When?',
      [
        option('now', 'Straight away'),
        option(
          'daily',
          'Once a day',
          `In one message at ${clockWords(DIGEST_TIME)} on your working days`,
        ),
        option('weekly', 'Once a week', 'In one message on your first working day of the week'),
      ],
      { value: shown.cadence },
    ),
  ],
  intent: SaveFollow(editing),
})

const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

export const quietForm = ({ quietFrom, quietTo, workingDays }: Attention): Form => ({
  title: 'Quiet hours and days',
  submit: 'Save',
  intro: [
    paragraph(
      'No message is sent to you in your quiet hours, except a critical one. What waits comes when they end. Answers to what you ask still come at once.',
    ),
  ],
  fields: [
    choiceField('quiet', 'Do you want quiet hours?', [option('yes', 'Yes'), option('no', 'No')], {
      value: quietFrom === null ? 'no' : 'yes',
    }),
    timeField('from', 'From', {
      value: quietFrom ?? '19:00',
      required: false,
      hint: 'Only if you want quiet hours',
    }),
    timeField('to', 'To', { value: quietTo ?? '07:00', required: false }),
    choicesField(
      'days',
      'Which days do you work?',
      WEEK.map((day) => option(day, WEEKDAYS[Number(day) - 1] ?? '')),
      {
        value: workingDays.split(''),
        hint: 'Digests and reminders come on these days and never on a bank holiday. What you follow straight away comes on any day',
      },
    ),
  ],
  intent: SaveQuietHours({}),
})

export const unfollowedCard = (name: string, ended: number): Message =>
  message({
    title: `Stopped: ${clip(name, 120)}`,
    blocks: [
      paragraph(`${count(ended, 'subscription')} ended. What you already have stays with you.`),
    ],
    actions: [button('Follow again', Follow({ organisation: '', specialty: '' }))],
  })
