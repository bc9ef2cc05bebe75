import { momentWords } from '#src/kernel/london.ts'
import { count } from '#src/kernel/words.ts'

/** How many people were reminded of a message, how often in all, and when first and last. */
export type Reminded = Readonly<{ people: number; reminders: number; first: Date; last: Date }>

/** "12 people, first on Wednesday 6 August 2026, 12:30pm", for its sender. */
export function remindedWords({ people, reminders, first, last }: Reminded): string {
  const times = reminders > people ? `, ${count(reminders, 'reminder')}` : ''
  const when =
    momentWords(first) === momentWords(last)
      ? momentWords(first)
      : `${momentWords(first)} to ${momentWords(last)}`
  return `${count(people, 'person', 'people')}${times}: ${when}`
}
