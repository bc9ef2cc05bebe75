import { type Action, type Block, button, note } from '#src/chat/message.ts'
import { dateWords } from '#src/kernel/london.ts'
import type { ClosedAs } from '#src/kernel/schema.ts'
import { clip, listWords } from '#src/kernel/words.ts'
import { Show } from './intents.ts'
import type { Ended, Named, Since } from './since.ts'

export const namedWords = ({ id, title }: Named): string => `${id}: ${clip(title, 80)}`

export const CLOSED_WORDS: Readonly<Record<ClosedAs, string>> = {
  filled: 'It has been filled.',
  unfilled: 'It was not filled.',
}

/** Why it does not hold any more, in one sentence. */
export function endedWords(ended: Ended): string {
  switch (ended.is) {
    case 'superseded':
      return `Superseded by ${namedWords(ended.by)}, on ${dateWords(ended.at)}.`
    case 'withdrawn':
      return `Withdrawn on ${dateWords(ended.at)}: ${ended.why}`
    case 'closed':
      return `Closed on ${dateWords(ended.at)}. ${CLOSED_WORDS[ended.as]}`
    case 'expired':
      return `No longer in force. Its last day was ${dateWords(ended.last)}.`
  }
}

export const ENDED_NAMES: Readonly<Record<Ended['is'], string>> = {
  superseded: 'Superseded',
  withdrawn: 'Withdrawn',
  closed: 'Closed',
  expired: 'No longer in force',
}

/** What is said before everything else on a card: that it does not hold, or that it has changed. */
export function sinceBlocks({ ended, correction, replaces, overdue }: Since): Block[] {
  if (ended !== null) return [note('warning', endedWords(ended))]
  return [
    ...(correction === null
      ? []
      : [note('warning', `Corrected on ${dateWords(correction.at)}: ${correction.what}`)]),
    ...(overdue === null
      ? []
      : [
          note(
            'warning',
            `It was due for review on ${dateWords(overdue)} and has not been reviewed. Check the source before you use it.`,
          ),
        ]),
    ...(replaces.length === 0 ? [] : [note('small', replacesWords(replaces))]),
  ]
}

const replacesWords = (replaces: readonly Named[]): string =>
  replaces.length === 1 && replaces[0] !== undefined
    ? `Replaces message ${replaces[0].id}, which no longer holds.`
    : `Replaces messages ${listWords(replaces.map(({ id }) => String(id)))}, which no longer hold.`

/** The way from what does not hold any more to what does. */
export const endedActions = (ended: Ended): Action[] =>
  ended.is === 'superseded'
    ? [button(`Open ${ended.by.id}`, Show({ broadcast: ended.by.id }), 'primary')]
    : []

/** A mark before a title in a list; empty for what is in force as it was sent. */
export function sinceMark({ ended, correction, overdue }: Since): string {
  if (ended !== null) return `${ENDED_NAMES[ended.is]}: `
  if (overdue !== null) return 'Overdue for review: '
  return correction === null ? '' : 'Corrected: '
}
