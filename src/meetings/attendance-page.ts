import { html } from 'hono/html'
import { csv } from '#src/kernel/csv.ts'
import { momentWords } from '#src/kernel/london.ts'
import { type Html, page } from '#src/pages/layout.ts'
import { isoLondon } from '#src/reports/recipient-file.ts'
import { REPORT_CSS } from '#src/reports/report-css.ts'
import { table } from '#src/reports/tables.ts'
import type { Attending } from './attending.ts'
import { cameWords, quorumWords, ruleWords } from './cards/attendance-cards.ts'
import { RSVP_NAMES, whenWords } from './cards/rsvp-parts.ts'
import type { Notice } from './rules/rsvp.ts'
import type { RsvpRow } from './store.ts'

/** Somebody who has the notice and has not answered, and where they work. */
export type Silent = Readonly<{ personId: string; name: string; places: readonly string[] }>

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

/** What was marked of one person: nothing until somebody has marked who came. */
const cameOf = ({ attenders }: Attending, personId: string | null): string => {
  const came = attenders.find((one) => one.personId === personId)?.came ?? null
  return came === null ? '' : came ? 'Yes' : 'No'
}

/** Of whoever answered, and of the deputy that they sent. */
function cameAnswered(one: RsvpRow, attending: Attending): string {
  const own = cameOf(attending, one.personId)
  const deputy = cameOf(attending, one.deputyId)
  return deputy === '' ? own : `${own} (deputy: ${deputy.toLowerCase()})`
}

/** Those who were there without an answer of their own and without the notice, as its author or a deputy. */
const besides = ({ attending, silent }: AttendanceTable): readonly string[] => {
  const listed = new Set([...attending.answers, ...silent].map(({ personId }) => personId))
  return attending.attenders
    .filter(({ personId, came }) => came === true && !listed.has(personId))
    .map(({ name }) => name)
}

export const attendancePage = (shown: AttendanceTable, csvHref: string): Html => {
  const { notice, attending, silent, declared } = shown
  const { came } = attending
  const marked = came !== null
  const others = besides(shown)
  return page({
    title: `Who comes: ${notice.content.title}`,
    wide: true,
    headExtra: html`<link rel="stylesheet" href="${REPORT_CSS.href}" />`,
    body: html`<h1 class="nhsuk-heading-l">${notice.content.title}</h1>
      <p>
        ${whenWords(notice.content)}, ${notice.content.place}. Message ${notice.id}, for
        ${notice.organisationName}.
      </p>
      <p>
        <strong>${came === null ? quorumWords(attending.quorum) : cameWords(came)}</strong>
        ${ruleWords(attending.rule)}
      </p>
      ${
        came !== null || attending.quorum.missing.length === 0
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
          ...(marked ? [{ heading: 'Was there' }] : []),
        ],
        rows: attending.answers.map((one) => [
          one.name,
          RSVP_NAMES[one.answer],
          one.practiceName ?? '',
          deputyWords(one),
          countsWords(one, attending),
          momentWords(one.at),
          ...(marked ? [cameAnswered(one, attending)] : []),
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
              columns: [
                { heading: 'Name' },
                { heading: 'Works at' },
                ...(marked ? [{ heading: 'Was there' }] : []),
              ],
              rows: silent.map(({ personId, name, places }) => [
                name,
                places.join(', '),
                ...(marked ? [cameOf(attending, personId)] : []),
              ]),
            })
      }
      ${
        others.length === 0
          ? ''
          : table('besides', {
              caption: 'Were there besides',
              columns: [{ heading: 'Name' }],
              rows: others.map((name) => [name]),
            })
      }`,
  })
}

const HEADINGS = [
  'Name',
  'Answer',
  'Speaks for',
  'ODS code',
  'Deputy',
  'Counts for the quorum',
  'Answered at',
  'Interest declared',
  'Was there',
]

export function attendanceFile(shown: AttendanceTable): string {
  const { attending, silent, declared } = shown
  return csv([
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
      cameAnswered(one, attending),
    ]),
    ...silent.map(({ personId, name, places }) => [
      name,
      'No answer',
      places.join('; '),
      '',
      '',
      'No',
      '',
      declared.find((one) => one.name === name)?.words ?? '',
      cameOf(attending, personId),
    ]),
    ...besides(shown).map((name) => [name, '', '', '', '', 'No', '', '', 'Yes']),
  ])
}
