import {
  choiceField,
  choicesField,
  dateField,
  type Form,
  longTextField,
  option,
  type Option,
  searchField,
  textField,
  tickField,
} from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { bold, paragraph } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import { gpKindWords, GP_KINDS, ROLE_NAMES } from '#src/people/rules.ts'
import type { RoleName } from '#src/kernel/schema.ts'
import type { Forum, Member, Post } from './forum.ts'
import { LONGEST_GUIDELINES, LONGEST_POST } from './read-forms.ts'

const ROLES = [
  'clinical-director',
  'prescribing-lead',
  'liaison-lead',
  'practice-manager',
  'mentor',
] as const satisfies readonly RoleName[]

const NO_PATIENTS = 'Nothing about a patient, ever.'

const NEW_FORUM = {
  name: '',
  purpose: '',
  eligibility: {
    roles: [],
    gpKinds: [],
    organisation: '',
    memberClass: null,
    othersUntil: null,
    until: null,
  },
  joining: 'ask',
  chathamHouse: true,
  closes: null,
  nextForum: null,
  farewell: null,
} as const

/** A new forum, or one that is changed. `place` is its organisation; `opens` as YYYY-MM-DD. */
export function forumForm(
  forum: Forum | null,
  given: Readonly<{ place: Option | null; opens: string; guidelines: string }>,
  intent: Intent,
): Form {
  const now = forum ?? NEW_FORUM
  const { eligibility } = now
  const optional = { required: false } as const
  return {
    title: forum === null ? 'A new forum' : 'Change the forum',
    submit: 'Save',
    intro: [],
    fields: [
      textField('name', 'Name', 80, { value: now.name }),
      searchField('organisation', 'For which organisation', {
        source: 'own-organisations',
        most: 1,
        value: given.place === null ? [] : [given.place],
      }),
      longTextField('purpose', 'What it is for', 500, { value: now.purpose }),
      longTextField('guidelines', 'Guidelines', LONGEST_GUIDELINES, {
        value: given.guidelines,
        hint: 'Members accept these before they write. When you change them, everybody accepts them again.',
      }),
      choiceField(
        'who',
        'Where they work',
        [
          option('organisation', 'In that organisation and everything under it'),
          option('anywhere', 'Anywhere'),
        ],
        { value: eligibility.organisation === null ? 'anywhere' : 'organisation' },
      ),
      choicesField(
        'roles',
        'Only for people with one of these roles',
        ROLES.map((role) => option(role, ROLE_NAMES[role])),
        { ...optional, value: [...eligibility.roles], hint: 'Leave empty for everybody' },
      ),
      choicesField(
        'gpKinds',
        'Only for these kinds of GP',
        GP_KINDS.map((kind) => option(kind, gpKindWords(kind))),
        { ...optional, value: [...eligibility.gpKinds], hint: 'Leave empty for all' },
      ),
      textField('memberClass', 'Only for people with this membership', 40, {
        ...optional,
        value: eligibility.memberClass ?? '',
        hint: 'For example: BMA member. A moderator confirms it when somebody asks to join',
      }),
      dateField('othersUntil', 'Until when others may be in it', {
        ...optional,
        value: eligibility.othersUntil ?? '',
        hint: 'People without that membership may join until then, and are members to the end of this day',
      }),
      choiceField(
        'joining',
        'How people join',
        [
          option('ask', 'A moderator answers each request'),
          option('rule', 'At once, if they meet the rule above'),
        ],
        { value: now.joining },
      ),
      tickField(
        'chathamHouse',
        'Chatham House Rule',
        'Names are not shown with posts, unless a member chooses to be named',
        { value: now.chathamHouse },
      ),
      dateField('opens', 'First day', { value: given.opens }),
      dateField('closes', 'Last day', {
        ...optional,
        value: now.closes ?? '',
        hint: 'It closes at the end of this day, and can be read afterwards',
      }),
      dateField('joinUntil', 'Last day to join', { ...optional, value: eligibility.until ?? '' }),
      textField('nextForum', 'Number of the forum that members move to when it closes', 10, {
        ...optional,
        value: now.nextForum === null ? '' : String(now.nextForum.id),
        hint: 'Those who may join that one are moved and told',
      }),
      textField('farewell', 'What the others are told when it closes', 400, {
        ...optional,
        value: now.farewell ?? '',
        hint: 'How they can join the next one, for example',
      }),
    ],
    intent,
  }
}

const CADENCES = [
  option('now', 'Straight away'),
  option('daily', 'In a daily digest'),
  option('weekly', 'In a weekly digest'),
]

/** When somebody reads posts, and whether others see their name. */
export const readingFields = (
  forum: Forum,
  mine: Pick<Member, 'cadence' | 'named'> | null,
): Form['fields'] => [
  choiceField('cadence', 'When you want to read posts', CADENCES, {
    value: mine?.cadence ?? 'now',
  }),
  ...(forum.chathamHouse
    ? [
        tickField(
          'named',
          'Your name',
          'Show my name with what I write. Without this it says “A member”',
          { value: mine?.named ?? false },
        ),
      ]
    : []),
]

/** A membership elsewhere that somebody is asked about: to join at all, or to move on when the forum closes. */
export type ClassAsked = Readonly<
  | { name: string; must: true }
  | { name: string; must: false; next: string }
  /** Without it they are in it until a day, in words. */
  | { name: string; must: false; until: string }
>

export function joinForumForm(
  forum: Forum,
  asked: ClassAsked | null,
  asks: boolean,
  intent: Intent,
): Form {
  return {
    title: 'Join a forum',
    submit: 'Join',
    intro: [
      paragraph(bold(clip(forum.name, 80))),
      paragraph(
        'Other members see what you write. Moderators see who asks to join, and who wrote what is reported. You can leave at any time.',
      ),
    ],
    fields: [
      ...(asked === null
        ? []
        : [
            tickField('hasClass', 'Membership', `I have the membership “${asked.name}”`, {
              hint: clip(
                asked.must
                  ? 'A moderator confirms it'
                  : 'until' in asked
                    ? `Without it you can be in this forum until the end of ${asked.until}. A moderator confirms it`
                    : `With it you move to ${asked.next} when this forum closes. A moderator confirms it`,
                300,
              ),
            }),
          ]),
      ...(asks
        ? [
            longTextField('why', 'A word to the moderators', 400, {
              required: false,
              hint: `Why you would like to join. ${NO_PATIENTS}`,
            }),
          ]
        : []),
      ...readingFields(forum, null),
    ],
    intent,
  }
}

export const postForm = (
  forum: Forum,
  answered: Post | null,
  value: string,
  intent: Intent,
): Form => ({
  title: answered === null ? 'A post' : 'A reply',
  submit: 'Post',
  intro: [
    paragraph(bold(clip(forum.name, 80))),
    ...(answered === null
      ? []
      : [
          paragraph(
            `In answer to post ${answered.id}: “${clip(answered.body.replaceAll(/\s+/g, ' '), 200)}”`,
          ),
        ]),
    paragraph(
      forum.chathamHouse
        ? 'Every member reads it. Your name is shown only if you chose so in the forum.'
        : 'Every member reads it, with your name.',
    ),
  ],
  fields: [longTextField('text', 'Your words', LONGEST_POST, { value, hint: NO_PATIENTS })],
  intent,
})

/** A reason that somebody else reads. */
export const forumReasonForm = (
  title: string,
  submit: string,
  intro: string,
  label: string,
  intent: Intent,
): Form => ({
  title,
  submit,
  intro: [paragraph(intro)],
  fields: [longTextField('reason', label, 300, { hint: NO_PATIENTS })],
  intent,
})

export const forumSettingsForm = (forum: Forum, mine: Member, intent: Intent): Form => ({
  title: 'How you read it',
  submit: 'Save',
  intro: [paragraph(bold(clip(forum.name, 80)))],
  fields: [
    ...readingFields(forum, mine),
    tickField('muted', 'Mute', 'Send me no posts of this forum', { value: mine.muted }),
  ],
  intent,
})

export const searchForumForm = (forum: Forum, intent: Intent): Form => ({
  title: 'Search a forum',
  submit: 'Search',
  intro: [paragraph(bold(clip(forum.name, 80)))],
  fields: [textField('text', 'What you are looking for', 100)],
  intent,
})
