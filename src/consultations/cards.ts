import {
  choiceField,
  type Field,
  type Form,
  longTextField,
  option,
  tickField,
} from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { bold, button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { dateWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import { Show } from '#src/broadcasts/intents.ts'
import { Report } from '#src/reports/intents.ts'
import { percent } from '#src/reports/rules.ts'
import { quoted } from '#src/responses/cards.ts'
import { Acknowledge } from '#src/responses/intents.ts'
import { SayBack, TakePart } from './intents.ts'
import {
  answerField,
  type Consultation,
  type Given,
  LONGEST_ANSWER,
  LONGEST_OUTCOME,
  type Outcome,
} from './rules.ts'
import { type Shown, SMALLEST } from '#src/kernel/small-numbers.ts'

/** What the answerer is promised, and small-numbers.ts keeps. */
const PROMISE = `The sender reads what is said without names, once it has closed and at least ${SMALLEST} have answered so. Nobody is shown who took part, unless you put your name to it.`

/** The questions of a consultation, with what this person has said so far. */
export const takePartForm = (
  { content }: Consultation,
  mine: Given | null,
  intent: Intent,
): Form => ({
  title: 'Consultation',
  submit: 'Send',
  intro: [
    paragraph(bold(content.title)),
    paragraph(
      `You can change what you say until the end of ${dateWords(content.closes)}. ${PROMISE}`,
    ),
  ],
  fields: [
    ...content.questions.map(({ text, choices }, n): Field => {
      const said = mine?.answers[n] ?? ''
      const common = { required: false, hint: null }
      return choices.length === 0
        ? longTextField(answerField(n), text, LONGEST_ANSWER, { ...common, value: said })
        : choiceField(
            answerField(n),
            text,
            choices.map((choice, at) => option(String(at + 1), choice)),
            { ...common, value: choices.includes(said) ? String(choices.indexOf(said) + 1) : '' },
          )
    }),
    tickField('named', 'Your name', 'Show my name with what I say', {
      value: mine?.named ?? false,
    }),
  ],
  intent,
})

export const tookPartCard = ({ id, content }: Consultation, again: boolean): Message =>
  message({
    title: again ? 'What you said is changed' : 'Thank you for taking part',
    blocks: [
      paragraph(
        `About message ${id}. You can change it until the end of ${dateWords(content.closes)}. When it is over you hear what came of it.`,
      ),
    ],
  })

/** Once, in the week before it closes. */
export const takePartReminderCard = ({ id, content, organisationName }: Consultation): Message =>
  message({
    label: 'Reminder: consultation',
    title: content.title,
    preview: `Reminder of message ${id}`,
    blocks: [
      paragraph(
        `${clip(organisationName, 100)} asks what you think. It closes at the end of ${dateWords(content.closes)}, and you have not taken part yet.`,
      ),
      note('small', `Message ${id}. You are reminded of it once.`),
    ],
    actions: [
      button('Answer the questions', TakePart({ broadcast: id }), 'primary'),
      button(`Open ${id}`, Show({ broadcast: id })),
      button(
        'Not relevant to me',
        Acknowledge({ broadcast: id, answer: 'not-relevant', version: 0 }),
      ),
    ],
  })

/** How many took part of those who were asked, where the number says nothing of who. */
export const tookPartWords = ({ asked, answered }: Pick<Shown, 'asked' | 'answered'>): string =>
  answered === null
    ? `${count(asked, 'person was', 'people were')} asked. How many took part is not shown, because fewer than ${SMALLEST} were asked or took part.`
    : `${answered.toLocaleString('en-GB')} of the ${count(asked, 'person', 'people')} who were asked took part (${percent(answered, asked)}%).`

/** For its sender: it has closed, and those who took part wait to hear what came of it. */
export const chaseCard = ({ id, content }: Consultation, shown: Shown, again: boolean): Message =>
  message({
    label: again ? 'Still to be said' : 'Consultation closed',
    title: clip(`${id}: ${content.title}`, 140),
    preview: `Consultation ${id} has closed`,
    blocks: [
      paragraph(
        `It closed at the end of ${dateWords(content.closes)}. ${tookPartWords(shown)}${again ? ' They have not heard what came of it.' : ''}`,
      ),
      paragraph(
        'Read what was said in the report, and then say what you did about it. It goes once to everybody who took part.',
      ),
    ],
    actions: [
      button('You said, we did', SayBack({ broadcast: id }), 'primary'),
      button('Report', Report({ broadcast: id })),
    ],
  })

export const outcomeForm = ({ content }: Consultation, shown: Shown, intent: Intent): Form => ({
  title: 'You said, we did',
  submit: 'Send',
  intro: [
    paragraph(bold(content.title)),
    paragraph(`${tookPartWords(shown)} What you write goes out once, as soon as you send it.`),
  ],
  fields: [
    longTextField('youSaid', 'You said', LONGEST_OUTCOME, {
      hint: 'What you heard, in a few sentences. Nothing about a patient, and nobody by name',
    }),
    longTextField('weDid', 'We did', LONGEST_OUTCOME, {
      hint: 'What you have done or will do about it, and what not and why',
    }),
    tickField('everybody', 'Who hears it', 'Also tell those who were asked and did not take part'),
  ],
  intent,
})

/** What everybody who took part gets, once. */
export function outcomeCard(
  { id, content, authorName, organisationName }: Consultation,
  { youSaid, weDid }: Pick<Outcome, 'youSaid' | 'weDid'>,
): Message {
  return message({
    label: 'You said, we did',
    title: content.title,
    preview: `What came of message ${id}`,
    blocks: [
      { is: 'heading', text: 'You said' },
      ...quoted(youSaid),
      { is: 'heading', text: 'We did' },
      ...quoted(weDid),
      note(
        'small',
        `What came of message ${id}, from ${clip(authorName, 60)} for ${clip(organisationName, 80)}.`,
      ),
    ],
    actions: [button(`Open ${id}`, Show({ broadcast: id }))],
  })
}

/** A number of those who took part alone would say what small-numbers.ts hides. */
export const saidBackCard = ({ id }: Consultation, everybody: boolean): Message =>
  message({
    title: `It is on its way to everybody who ${everybody ? 'was asked' : 'took part'}`,
    blocks: [paragraph(`What came of message ${id} goes to each of them once.`)],
    actions: [button('Report', Report({ broadcast: id }))],
  })
