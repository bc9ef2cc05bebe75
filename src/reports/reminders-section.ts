import { html } from 'hono/html'
import { remindedWords } from '#src/reminders/reminded.ts'
import { asksForAnAnswer, plannedWords } from '#src/reminders/rules.ts'
import type { ReportFacts } from './load-report.ts'
import type { Section } from './report-sections.ts'

/** Who was reminded, and what is done about those who do not answer; nothing for a message that asks for no answer. */
export function remindersSection({ broadcast, reminded }: ReportFacts): Section | null {
  const { kind, urgency, reminds } = broadcast
  if (reminded === null && !asksForAnAnswer(kind, urgency)) return null
  const done =
    kind === 'consultation'
      ? 'How many were reminded, and who, is not shown: it would say who had taken part.'
      : reminded === null
        ? 'Nobody has been reminded.'
        : `Reminded: ${remindedWords(reminded)}. The CSV file has how often each person was, and when last.`
  return {
    id: 'reminders',
    title: 'Reminders',
    body: html`<p>${done}</p>
      <p>${plannedWords(kind, urgency, reminds) ?? ''}</p>`,
  }
}
