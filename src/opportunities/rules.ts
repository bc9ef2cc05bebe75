import { z } from 'zod'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { FormValues } from '#src/chat/form.ts'
import { type FormRead, optionalDay, readForm, text } from '#src/chat/read-form.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { dateWords } from '#src/kernel/london.ts'

const InterestForm = z.object({
  how: text('How you would like to be involved', 600),
  date1: optionalDay('The first date'),
  date2: optionalDay('The second date'),
  date3: optionalDay('The third date'),
})

export type InterestGiven = Readonly<{ how: string; dates: readonly string[] }>

export function readInterest(values: FormValues, today: string): FormRead<InterestGiven> {
  const read = readForm(InterestForm, values)
  if (!read.ok) return read
  const { how, ...days } = read.value
  const gone = Object.entries(days).find(([, day]) => day !== null && day < today)
  if (gone !== undefined)
    return { ok: false, errors: { [gone[0]]: 'That date has gone by. Give a day from today on' } }
  const dates = [...new Set(Object.values(days).filter((day) => day !== null))].toSorted()
  return { ok: true, value: { how, dates } }
}

/** Interest goes to an opportunity that this person was told of, until the end of its closing day. */
export function decideInterest(
  broadcast: Broadcast | null,
  told: boolean,
  today: string,
): Decision<Broadcast> {
  if (broadcast === null || !told) {
    return refused(
      'There is no opportunity with that number for you',
      'Type in force to see what applies to you.',
    )
  }
  if (broadcast.content.kind !== 'opportunity') {
    return refused(
      `Message ${broadcast.id} is not an opportunity`,
      `To reply to it, type reply ${broadcast.id} and your words.`,
    )
  }
  if (broadcast.content.closes < today) {
    return refused(
      `It closed on ${dateWords(broadcast.content.closes)}`,
      `To ask the sender all the same, type ask ${broadcast.id} and your question.`,
    )
  }
  return allowed(broadcast)
}
