import {
  choiceField,
  choicesField,
  dateField,
  type Field,
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
import { londonDay, momentWords } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { gpKindWords, GP_KINDS, ROLE_NAMES } from '#src/people/rules.ts'
import { declaration, type Eligibility, ROLES } from './eligibility.ts'
import { SubmitCallOff, SubmitStand, SubmitVote } from './intents.ts'
import { NO_ROLE_NEEDED, NOBODY } from './read.ts'
import {
  type Ballot,
  type Called,
  type Candidate,
  LONGEST_REASON,
  LONGEST_STATEMENT,
} from './rules.ts'

const ANYBODY: Eligibility = { kinds: [], months: 0, role: null, sessions: null }

const kindOptions = GP_KINDS.map((kind) => option(kind, gpKindWords(kind)))
const roleOptions = [
  option(NO_ROLE_NEEDED, 'No role needed'),
  ...ROLES.map((role) => option(role, ROLE_NAMES[role])),
]

const ruleFields = (who: 'stand' | 'vote', rule: Eligibility): readonly Field[] => [
  choicesField(`${who}Kinds`, `Who may ${who}: kinds of GP`, kindOptions, {
    required: false,
    hint: 'Choose none for everybody. All of them work in its area',
    value: [...rule.kinds],
  }),
  textField(`${who}Months`, `Who may ${who}: months in the area`, 10, {
    required: false,
    hint: 'For so many months a member, at a place that has been in the area. Leave empty for none',
    value: rule.months === 0 ? '' : String(rule.months),
  }),
  choiceField(`${who}Role`, `Who may ${who}: role in the area`, roleOptions, {
    value: rule.role ?? NO_ROLE_NEEDED,
  }),
  textField(`${who}Sessions`, `Who may ${who}: sessions in the last 12 months`, 10, {
    required: false,
    hint: 'Cascade has no record of sessions: everybody declares it by a tick. Leave empty for none',
    value: rule.sessions === null ? '' : String(rule.sessions),
  }),
]

/** What is in the boxes of a new seat, and of one that is there. */
const NEW = {
  title: '',
  about: '',
  seats: '1',
  nominationsUntil: '',
  votingFrom: '',
  votingUntil: '',
  stand: ANYBODY,
  vote: ANYBODY,
}
const boxesOf = (seat: Called): typeof NEW => ({
  ...seat,
  about: seat.about ?? '',
  seats: String(seat.seats),
  nominationsUntil: londonDay(seat.nominationsUntil),
  votingFrom: londonDay(seat.votingFrom),
  votingUntil: londonDay(seat.votingUntil),
})

/** `seat` is what is there already; null for a new one. */
export const seatForm = (
  seat: Called | null,
  organisation: Option | null,
  intent: Intent,
): Form => {
  const shown = seat === null ? NEW : boxesOf(seat)
  return {
    title: seat === null ? 'Call a seat' : 'Change a seat',
    submit: 'See it first',
    intro: [
      paragraph(
        'People stand for it by themselves. If more stand than there are seats, there is a secret ballot. Nobody is told until you have seen it and opened nominations.',
      ),
    ],
    fields: [
      textField('title', 'What is the seat?', 80, {
        value: shown.title,
        hint: 'For example: Sessional GP member of the board',
      }),
      longTextField('about', 'What is it for?', 300, {
        required: false,
        value: shown.about,
        hint: 'How often it meets, and whether it is paid',
      }),
      searchField('organisation', 'Whose seat is it?', {
        source: 'own-organisations',
        most: 1,
        hint: 'Everybody who works in it, or in what belongs to it, is in its area',
        value: organisation === null ? [] : [organisation],
      }),
      textField('seats', 'How many seats?', 10, { value: shown.seats }),
      dateField('nominationsUntil', 'Nominations until 5pm on', {
        value: shown.nominationsUntil,
      }),
      dateField('votingFrom', 'Voting from 9am on', {
        value: shown.votingFrom,
      }),
      dateField('votingUntil', 'Voting until 5pm on', {
        value: shown.votingUntil,
      }),
      ...ruleFields('stand', shown.stand),
      ...ruleFields('vote', shown.vote),
    ],
    intent,
  }
}

const declares = (rule: Eligibility): readonly Field[] => {
  const words = declaration(rule)
  return words === null ? [] : [tickField('declares', 'I declare', words, { required: true })]
}

export const standForm = (ballot: Ballot, mine: Pick<Candidate, 'statement'> | null): Form => ({
  title: mine === null ? 'Stand for a seat' : 'Change my statement',
  submit: mine === null ? 'Stand' : 'Save',
  intro: [
    paragraph(bold(ballot.title), ` ${clip(ballot.organisationName, 100)}`),
    paragraph(
      `Your name and your statement are shown to everybody who may vote, once nominations have ended. You can withdraw until ${momentWords(ballot.nominationsUntil)}.`,
    ),
  ],
  fields: [
    longTextField('statement', 'Why you?', LONGEST_STATEMENT, {
      value: mine?.statement ?? '',
      hint: 'A few sentences. Nothing about a patient',
    }),
    ...declares(ballot.stand),
  ],
  intent: SubmitStand({ ballot: ballot.id }),
})

/** The paper. Nothing that was chosen is ever put back into it: it would be kept with the form. */
export const voteForm = (ballot: Ballot, candidates: readonly Candidate[]): Form => {
  const options = [
    ...candidates.flatMap(({ name, place, here }) =>
      place === null || !here ? [] : [option(String(place), clip(name, 75))],
    ),
    option(NOBODY, 'None of them'),
  ]
  return {
    title: 'Vote',
    submit: 'Cast my vote',
    intro: [
      paragraph(bold(ballot.title), ` ${clip(ballot.organisationName, 100)}`),
      paragraph(
        'Your vote is secret: that you have voted is kept, and never for whom. Once you send it, it cannot be changed or taken back, because nobody can find it again. The names are in an order drawn by lot.',
      ),
    ],
    fields: [
      ballot.seats === 1
        ? choiceField('chosen', 'I vote for', options)
        : choicesField('chosen', `I vote for ${ballot.seats} people at most`, options),
      ...declares(ballot.vote),
    ],
    intent: SubmitVote({ ballot: ballot.id }),
  }
}

export const callOffForm = (ballot: Ballot): Form => ({
  title: 'Call off a ballot',
  submit: 'Call it off',
  intro: [
    paragraph(
      bold(ballot.title),
      ' Everybody who was told of it is told that it was called off, and why. Votes that were cast are not counted. This cannot be undone.',
    ),
  ],
  fields: [textField('reason', 'Why?', LONGEST_REASON, { hint: 'One or two short sentences' })],
  intent: SubmitCallOff({ ballot: ballot.id }),
})
