import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { Show } from '#src/broadcasts/intents.ts'
import {
  choiceField,
  dateField,
  type Form,
  longTextField,
  option,
  textField,
} from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import {
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { dateWords } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { WithdrawMessage } from '#src/versions/intents.ts'
import { Interested, Withdraw } from './intents.ts'
import { offerActions } from './mine-blocks.ts'
import { type InterestGiven, LONGEST_CONFLICT, LONGEST_OUTCOME_REASON } from './rules.ts'
import type { DecisionTo } from './stages.ts'

/** What applicants are asked and told. */

const WHAT_IS_A_CONFLICT =
  'Like a share in a provider, a seat where it is decided, or somebody close to you who has one'

const whoSees = ({ organisationName }: Broadcast): string =>
  `The sender sees what you write, and so does whoever else may send opportunities for ${clip(organisationName, 100)}. You can withdraw at any time.`

export function interestForm(
  broadcast: Broadcast,
  mine: InterestGiven | null,
  intent: Intent,
): Form {
  const dates = mine?.dates ?? []
  const conflict = mine?.conflict ?? null
  return {
    title: 'I am interested',
    submit: 'Send',
    intro: [paragraph(bold(broadcast.content.title)), paragraph(whoSees(broadcast))],
    fields: [
      longTextField('how', 'How would you like to be involved?', 600, {
        value: mine?.how ?? '',
        hint: 'A sentence or two',
      }),
      choiceField(
        'conflict',
        'Do you have a conflict of interest?',
        [option('none', 'No, none that I know of'), option('declared', 'Yes, I declare one')],
        { value: conflict?.is ?? '', hint: WHAT_IS_A_CONFLICT },
      ),
      textField('conflictWords', 'If you do: what is it?', LONGEST_CONFLICT, {
        required: false,
        value: conflict?.is === 'declared' ? conflict.words : '',
        hint: 'A conflict that is declared seldom stands in the way',
      }),
      dateField('date1', 'A date when you could talk', {
        required: false,
        value: dates[0] ?? '',
      }),
      dateField('date2', 'Another date', { required: false, value: dates[1] ?? '' }),
      dateField('date3', 'A third date', { required: false, value: dates[2] ?? '' }),
    ],
    intent,
  }
}

/** To whoever may take the message itself back, and may have meant that. */
export const whichWithdrawalCard = (broadcast: Broadcast, isInterested: boolean): Message =>
  message({
    title: isInterested
      ? 'What do you want to withdraw?'
      : `You have no interest in ${broadcast.id} to withdraw`,
    preview: `Message ${broadcast.id}`,
    blocks: [
      paragraph(bold(clip(`${broadcast.id}: ${broadcast.content.title}`, 140))),
      paragraph(
        isInterested
          ? 'You are interested in it, and your role lets you take the message itself back from everybody. Nothing has been withdrawn yet.'
          : 'Your role lets you take the message itself back from everybody. Nothing has been withdrawn.',
      ),
      note('small', `To take the message back you can also type: withdraw message ${broadcast.id}`),
    ],
    actions: [
      ...(isInterested
        ? [button('Withdraw my interest', Withdraw({ broadcast: broadcast.id }), 'primary')]
        : []),
      button('Withdraw the message', WithdrawMessage({ broadcast: broadcast.id }), 'danger'),
    ],
  })

/** Confirms it to whoever typed it. */
export const withdrawnByMeCard = (broadcast: Broadcast): Message =>
  message({
    title: clip(`You withdrew your interest: ${broadcast.content.title}`, 140),
    preview: `Message ${broadcast.id}`,
    blocks: [paragraph('The sender has been told.')],
  })

export const interestSentCard = (
  broadcast: Broadcast,
  conflict: InterestGiven['conflict'],
): Message =>
  message({
    title: 'Your interest is with the sender',
    blocks: [
      paragraph(
        `About message ${broadcast.id}. You will be told what becomes of it. To take it back, use Withdraw on its card or type withdraw ${broadcast.id}.`,
      ),
      ...(conflict === null
        ? [note('warning', 'You have not said yet whether you have a conflict of interest.')]
        : []),
    ],
    actions:
      conflict === null
        ? [button('Say it now', Interested({ broadcast: broadcast.id }), 'primary')]
        : [],
  })

const OUTCOMES: Readonly<Record<DecisionTo, Readonly<{ label: string; words: string }>>> = {
  shortlisted: {
    label: 'You are on the shortlist',
    words: 'You will hear from the sender. You need not do anything now.',
  },
  offered: {
    label: 'It is offered to you',
    words: 'Please accept it or turn it down, so that the sender knows.',
  },
  declined: {
    label: 'Not this time',
    words: 'It is not offered to you this time. Thank you for saying that you were interested.',
  },
}
const TAKEN_BACK = {
  label: 'The offer was taken back',
  words: 'It was offered to you, and the offer does not stand any more.',
}

const said = (reason: string | null): Block[] =>
  reason === null ? [] : [paragraph(bold('The sender says: '), reason)]

const openIt = ({ id }: Broadcast) => button(`Open ${id}`, Show({ broadcast: id }))

/** To an applicant, once for each decision about them. */
export function decisionCard(
  broadcast: Broadcast,
  to: DecisionTo,
  hadOffer: boolean,
  reason: string | null,
): Message {
  const { label, words } = to === 'declined' && hadOffer ? TAKEN_BACK : OUTCOMES[to]
  return message({
    label,
    title: clip(broadcast.content.title, 140),
    preview: `News of your interest in message ${broadcast.id}`,
    blocks: [
      ...(broadcast.provenance === 'invented'
        ? [note('invented', 'Invented for the demonstration.')]
        : []),
      paragraph(words),
      ...said(reason),
      note('small', `Message ${broadcast.id}, for ${clip(broadcast.organisationName, 100)}.`),
    ],
    actions: [...(to === 'offered' ? offerActions(broadcast.id) : []), openIt(broadcast)],
  })
}

/** Why an opportunity is over, for those who were interested. */
export type Over =
  | Readonly<{ is: 'filled' | 'unfilled' | 'withdrawn' }>
  | Readonly<{ is: 'superseded'; by: number }>

const OVER_WORDS: Readonly<Record<Over['is'], string>> = {
  filled: 'Somebody else was chosen. Thank you for saying that you were interested.',
  unfilled: 'Nobody was chosen. Thank you for saying that you were interested.',
  withdrawn: 'The sender has withdrawn it, so nobody is chosen.',
  superseded: 'A newer message has taken its place. If you are still interested, say so there.',
}

/** To everybody who had no outcome when it ended. */
export const overCard = (broadcast: Broadcast, over: Over, reason: string | null): Message =>
  message({
    label: over.is === 'filled' ? 'It has been filled' : 'It is over',
    title: clip(broadcast.content.title, 140),
    preview: `News of your interest in message ${broadcast.id}`,
    blocks: [
      paragraph(OVER_WORDS[over.is]),
      ...said(reason),
      note('small', `Message ${broadcast.id}, for ${clip(broadcast.organisationName, 100)}.`),
    ],
    actions: [
      over.is === 'superseded'
        ? button(`Open ${over.by}`, Show({ broadcast: over.by }), 'primary')
        : openIt(broadcast),
    ],
  })

/** To applicants when what they applied for was corrected; a new closing date is said first. */
export function opportunityChangedCard(
  broadcast: Broadcast,
  what: string,
  closes: Readonly<{ from: string; to: string }> | null,
): Message {
  const { id, content, organisationName } = broadcast
  return message({
    label: closes !== null && closes.to > closes.from ? 'More time' : 'Changed',
    title: clip(content.title, 140),
    preview: `Message ${id} has changed`,
    blocks: [
      paragraph('You said that you are interested in this. It has changed.'),
      ...(closes === null
        ? []
        : [
            paragraph(
              bold(`It closes on ${dateWords(closes.to)}`),
              `, not ${dateWords(closes.from)}.`,
            ),
          ]),
      note('warning', clip(what, 400)),
      note(
        'small',
        `Your interest stands. To change it or take it back, open message ${id}, for ${clip(organisationName, 100)}.`,
      ),
    ],
    actions: [button(`Open ${id}`, Show({ broadcast: id }), 'primary')],
  })
}

export const offerAnsweredCard = (broadcast: Broadcast, accepted: boolean): Message =>
  message({
    label: accepted ? 'You accepted the offer' : 'You turned the offer down',
    title: clip(broadcast.content.title, 140),
    preview: `Message ${broadcast.id}`,
    blocks: [
      note('done', 'The sender has been told.'),
      ...(accepted
        ? [paragraph('They will be in touch. If it cannot be after all, use Withdraw on its card.')]
        : []),
    ],
    actions: [openIt(broadcast)],
  })

export const turnDownForm = (broadcast: Broadcast, intent: Intent): Form => ({
  title: 'Turn the offer down',
  submit: 'Turn it down',
  intro: [paragraph(bold(broadcast.content.title))],
  fields: [
    textField('reason', 'Do you want to say why?', LONGEST_OUTCOME_REASON, {
      required: false,
      hint: 'You need not. The sender sees it. Nothing about a patient',
    }),
  ],
  intent,
})
