import {
  choiceField,
  type Form,
  type Option,
  option,
  searchField,
  textField,
  tickField,
} from '#src/chat/form.ts'
import { button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import type { GpKind } from '#src/kernel/schema.ts'
import { clip, count } from '#src/kernel/words.ts'
import { Follow, FollowSuggested } from '#src/subscriptions/intents.ts'
import { Preferences } from './consents/intents.ts'
import { OPTIONAL_CATEGORIES, type OptionalCategory, WORDINGS } from './consents/wordings.ts'
import { ConfirmLeave, Details, Join, KeepMembership, SaveDetails, SubmitJoin } from './intents.ts'
import { GP_KIND_NAMES, GP_KINDS, MOST_INTERESTS, MOST_WORKPLACES } from './rules.ts'

export type DetailsShown = Readonly<{
  name: string
  gpKind: GpKind | ''
  gmc: string
  workplaces: readonly Option[]
  interests: readonly Option[]
}>

export type JoinShown = DetailsShown & Readonly<{ agrees: readonly OptionalCategory[] }>

const PURPOSE =
  'Cascade keeps these details so that the places where you work can reach you. Liaison leads see your name and where you work. Only the sender of a message sees your answer to it.'

const detailFields = (shown: DetailsShown) => [
  textField('name', 'Your name', 100, { value: shown.name }),
  choiceField(
    'gpKind',
    'What kind of GP are you?',
    GP_KINDS.map((kind) => option(kind, GP_KIND_NAMES[kind])),
    { value: shown.gpKind },
  ),
  textField('gmc', 'GMC reference', 20, {
    value: shown.gmc,
    // Slack and Teams send no form in which a required field is empty; the reader asks every GP for it.
    required: false,
    hint: '7 digits. Leave empty only if you are not a GP',
  }),
  searchField('workplaces', 'Where do you work?', {
    value: [...shown.workplaces],
    most: MOST_WORKPLACES,
    hint: 'Practices or PCNs. Type a few letters of a name, or an ODS code like L85001',
  }),
  searchField('interests', 'Special interests', {
    source: 'specialties',
    value: [...shown.interests],
    most: MOST_INTERESTS,
    required: false,
    hint: 'Type a few letters, like derm',
  }),
]

export const joinForm = (shown: JoinShown): Form => ({
  title: 'Join Cascade',
  submit: 'Join',
  intro: [
    paragraph(PURPOSE),
    note(
      'small',
      'To leave, type leave at any time: nothing more is sent and your roles and subscriptions end.',
    ),
  ],
  fields: [
    ...detailFields(shown),
    tickField('purpose', WORDINGS.purpose.label, WORDINGS.purpose.text, { required: true }),
    ...OPTIONAL_CATEGORIES.map((one) =>
      tickField(one, WORDINGS[one].label, WORDINGS[one].text, {
        value: shown.agrees.includes(one),
      }),
    ),
  ],
  intent: SubmitJoin({}),
})

export const detailsForm = (shown: DetailsShown): Form => ({
  title: 'My details',
  submit: 'Save',
  intro: [],
  fields: detailFields(shown),
  intent: SaveDetails({}),
})

/** What somebody sees at once after joining; what is suggested is not yet followed. */
export const welcomeCard = (
  name: string,
  invented: boolean,
  suggestions: readonly string[],
  roles: readonly string[],
): Message =>
  message({
    title: `Welcome, ${name}`,
    preview: 'You have joined Cascade',
    blocks: [
      paragraph('You have joined. Choose what you want to hear about; these fit where you work:'),
      { is: 'list', ordered: false, items: suggestions.slice(0, 10) },
      ...(roles.length > 0 ? [paragraph(clip(`You can send for: ${roles.join(', ')}.`, 300))] : []),
      note(
        'small',
        'An answer here does not record a response on the Central Alerting System (CAS).',
      ),
      ...(invented ? [note('invented', 'This person is invented for the demonstration.')] : []),
    ],
    actions: [
      button('Follow all of these', FollowSuggested({}), 'primary'),
      button('Choose my own', Follow({ organisation: '', specialty: '' })),
      button('Change my details', Details({})),
    ],
  })

export const detailsSavedCard = (workplaces: number): Message =>
  message({
    title: 'Your details are saved',
    blocks: [
      paragraph(
        `${count(workplaces, 'place')} of work. What you follow and what you agree to did not change.`,
      ),
    ],
    actions: [button('My preferences', Preferences({}))],
  })

export const leaveCard = (following: number): Message =>
  message({
    title: 'Leave Cascade?',
    blocks: [
      paragraph(
        `Nothing more will be sent to you. Your ${count(following, 'subscription')}, your roles and your agreements end now. What you already answered stays in the reports of those messages.`,
      ),
      paragraph('You can join again whenever you like.'),
    ],
    actions: [button('Leave', ConfirmLeave({}), 'danger'), button('Stay', KeepMembership({}))],
  })

export const leftCard = (): Message =>
  message({
    title: 'You have left Cascade',
    blocks: [paragraph('Nothing more will be sent to you.')],
    actions: [button('Join again', Join({}))],
  })

export const stayedCard = (): Message =>
  message({ title: 'You are still a member', blocks: [paragraph('Nothing was changed.')] })
