import { html } from 'hono/html'
import { csv } from '#src/kernel/csv.ts'
import { momentWords } from '#src/kernel/london.ts'
import { type Html, page } from '#src/pages/layout.ts'
import { isoLondon } from '#src/reports/recipient-file.ts'
import { REPORT_CSS } from '#src/reports/report-css.ts'
import { table } from '#src/reports/tables.ts'
import type { Attending } from './attending.ts'
import { quorumWords, ruleWords } from './cards/attendance-cards.ts'
import { RSVP_NAMES, whenWords } from './cards/rsvp-parts.ts'
import type { Notice } from './rules/rsvp.ts'
import type { RsvpRow } from './store.ts'

/** Somebody who has the notice and has not answered, and where they work. */
export type Silent = Readonly<{ name: string; places: readonly string[] }>

export type Declared = Readonly<{ name: string; words: string; at: Date }>

export type AttendanceTable = Readonly<{
  notice: Notice
  attending: Attending
  silent: readonly Silent[]
  declared: readonly Declared[]
}>

const DEPUTY_WORDS = {
  asked: 'has been asked',
  yes: 'goes',
  no: 'cannot go',
} as const

const deputyWords = ({ deputyName, deputySays }: RsvpRow): string =>
  deputyName === null || deputySays === null ? '' : `${deputyName} (${DEPUTY_WORDS[deputySays]})`

/** Why an answer does not count for the practice that it names; empty where it does. */
function countsWords(one: RsvpRow, { quorum }: Attending): string {
  if (one.practice === null) return 'No'
  if (one.deputySays === 'no') return 'No: the deputy cannot go'
  if (!one.speaks) return 'No: they do not work there any more'
  return quorum.present.some(({ code }) => code === one.practice)
    ? 'Yes'
    : 'No: not a member practice on that day'
}

export const attendancePage = (
  { notice, attending, silent, declared }: AttendanceTable,
  csvHref: string,
): Html =>
  page({
    title: `Who comes: ${notice.content.title}`,
    wide: true,
    headExtra: html`<link rel="stylesheet" href="${REPORT_CSS.href}" />`,
    body: html`<h1 class="nhsuk-heading-l">${notice.content.title}</h1>
      <p>
        ${whenWords(notice.content)}, ${notice.content.place}. Message ${notice.id}, for
        ${notice.organisationName}.
      </p>
      <p><strong>${quorumWords(attending.quorum)}</strong> ${ruleWords(attending.rule)}</p>
      ${
        attending.quorum.missing.length === 0
          ? ''
          : html`<h2 class="nhsuk-heading-m">Practices that nobody comes from yet</h2>
              <ul class="nhsuk-list nhsuk-list--bullet">
                ${attending.quorum.missing.map(({ code, name }) => html`<li>${name} (${code})</li>`)}
              </ul>`
      }
      <p><a href="${csvHref}">Download as a file (CSV)</a></p>
      ${table('answers', {
        caption: 'What people answered',
        columns: [
          { heading: 'Name' },
          { heading: 'Answer' },
          { heading: 'Speaks for' },
          { heading: 'Deputy' },
          { heading: 'Counts for the quorum' },
          { heading: 'Answered' },
        ],
        rows: attending.answers.map((one) => [
          one.name,
          RSVP_NAMES[one.answer],
          one.practiceName ?? '',
          deputyWords(one),
          countsWords(one, attending),
          momentWords(one.at),
        ]),
      })}
      ${
        declared.length === 0
          ? ''
          : table('declared', {
              caption: 'Interests that were declared',
              columns: [{ heading: 'Name' }, { heading: 'Interest' }, { heading: 'Declared' }],
              rows: declared.map((one) => [one.name, one.words, momentWords(one.at)]),
            })
      }
      ${
        silent.length === 0
          ? ''
          : table('silent', {
              caption: 'Have the notice and have not answered for this day and time',
              columns: [{ heading: 'Name' }, { heading: 'Works at' }],
              rows: silent.map(({ name, places }) => [name, places.join(', ')]),
            })
      }`,
  })

const HEADINGS = [
  'Name',
  'Answer',
  'Speaks for',
  'ODS code',
  'Deputy',
  'Counts for the quorum',
  'Answered at',
  'Interest declared',
]

export const attendanceFile = ({ attending, silent, declared }: AttendanceTable): string =>
  csv([
    HEADINGS,
    ...attending.answers.map((one) => [
      one.name,
      RSVP_NAMES[one.answer],
      one.practiceName ?? '',
      one.practice ?? '',
      deputyWords(one),
      countsWords(one, attending),
      isoLondon(one.at),
      declared.find(({ name }) => name === one.name)?.words ?? '',
    ]),
    ...silent.map(({ name, places }) => [
      name,
      'No answer',
      places.join('; '),
      '',
      '',
      'No',
      '',
      declared.find((one) => one.name === name)?.words ?? '',
    ]),
  ])
