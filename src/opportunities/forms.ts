import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { choiceField, dateField, type Form, option, textField } from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { bold, paragraph } from '#src/chat/message.ts'
import { dateWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import { type Interest, LONGEST_OUTCOME_REASON } from './rules.ts'
import { type DecisionTo, likelyEnd, type StageCounts, stageWords } from './stages.ts'

const DECIDE_TITLES: Readonly<Record<DecisionTo, string>> = {
  shortlisted: 'Shortlist',
  offered: 'Offer it',
  declined: 'Decline',
}

/** Asks for the words that go with a decision; it is taken when this is sent. */
export const decisionForm = (
  broadcast: Broadcast,
  one: Pick<Interest, 'name' | 'stage'>,
  to: DecisionTo,
  intent: Intent,
): Form => ({
  title: to === 'declined' && one.stage === 'offered' ? 'Take the offer back' : DECIDE_TITLES[to],
  submit: 'Tell them',
  intro: [
    paragraph(bold(clip(one.name, 100)), ` ${stageWords(one.stage)}.`),
    paragraph(
      clip(`They are told at once, or after their quiet hours: ${broadcast.content.title}`, 300),
    ),
  ],
  fields: [
    textField('reason', 'Do you want to add something?', LONGEST_OUTCOME_REASON, {
      required: false,
      hint: 'They read it. You need not. Nothing about a patient',
    }),
  ],
  intent,
})

/** How an opportunity ended; what is likely is chosen beforehand. */
export const closingForm = (broadcast: Broadcast, counts: StageCounts, intent: Intent): Form => ({
  title: 'Close an opportunity',
  submit: 'Close it',
  intro: [
    paragraph(bold(clip(`${broadcast.id}: ${broadcast.content.title}`, 120))),
    paragraph(waitingWords(counts)),
  ],
  fields: [
    choiceField(
      'as',
      'How did it end?',
      [option('filled', 'It is filled'), option('unfilled', 'It is not filled')],
      { value: likelyEnd(counts) },
    ),
    textField('reason', 'Do you want to add something?', LONGEST_OUTCOME_REASON, {
      required: false,
      hint: 'Everybody who still waits reads it. Nothing about a patient',
    }),
  ],
  intent,
})

/** One date: the rest of the message stays as it is. */
export const extensionForm = (broadcast: Broadcast, closes: string, intent: Intent): Form => ({
  title: 'Give it more time',
  submit: 'Extend it',
  intro: [
    paragraph(bold(clip(`${broadcast.id}: ${broadcast.content.title}`, 120))),
    paragraph(
      `It closes on ${dateWords(closes)}. Every copy will show the new date, and everybody who is interested is told.`,
    ),
  ],
  fields: [dateField('closes', 'The new closing date', { value: closes })],
  intent,
})

function waitingWords({ interested, shortlisted }: StageCounts): string {
  const waiting = interested + shortlisted
  if (waiting === 0) return 'Nobody waits for an answer. Nobody new can be interested after this.'
  return `${count(waiting, 'person', 'people')} ${waiting === 1 ? 'waits' : 'wait'} for an answer and ${waiting === 1 ? 'is' : 'are'} told, once. This cannot be undone.`
}
