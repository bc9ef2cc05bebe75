import { html } from 'hono/html'
import { reasonAndNext } from '#src/delivery/rules.ts'
import { dateWords, momentWords } from '#src/kernel/london.ts'
import { count, listWords } from '#src/kernel/words.ts'
import type { Html } from '#src/pages/layout.ts'
import { MOST_ROWS, type ReportFacts } from './load-report.ts'
import { answerWords } from './recipient-words.ts'
import type { Place } from './rules.ts'
import type { Asked, Recipient } from './store.ts'
import { table } from './tables.ts'

export type Section = Readonly<{ id: string; title: string; body: Html }>

const people = (n: number) => count(n, 'person', 'people')

/** Said before a table that does not hold everything. */
const cut = (shown: number, all: number, what: string) =>
  all <= shown
    ? ''
    : html`<p>
        These are the first ${shown.toLocaleString('en-GB')} of ${all.toLocaleString('en-GB')}
        ${what}. The CSV file has everybody.
      </p>`

const who = ({ name, hasLeft }: Recipient): Html =>
  html`${name}${hasLeft ? html` <span class="cascade-small">has left Cascade</span>` : ''}`

const where = ({ places }: Recipient): string =>
  places.length === 0 ? 'Not said' : listWords(places)

const placeName = ({ code, name }: Place): Html =>
  code === null
    ? html`No place of work given`
    : html`${name ?? code} <span class="cascade-small">${code}</span>`

export function placesSection({ places }: ReportFacts): Section {
  const rows = places.slice(0, MOST_ROWS)
  return {
    id: 'by-practice',
    title: 'By practice',
    body: html`<p>
        Where those it was for work now, with the most people still to answer first. Somebody who
        works in several places counts in each, so these numbers can add up to more than everybody.
      </p>
      ${cut(rows.length, places.length, 'practices and networks')}
      ${table('by-practice', {
        caption: 'Answers by practice or network',
        columns: [
          { heading: 'Practice or network' },
          { heading: 'Told', numeric: true },
          { heading: 'Answered', numeric: true },
          { heading: 'Read, and I’ll act', numeric: true },
          { heading: 'Read', numeric: true },
          { heading: 'Not relevant', numeric: true },
          { heading: 'No answer yet', numeric: true },
          { heading: 'Not told', numeric: true },
        ],
        rows: rows.map((place) => {
          const { counts } = place
          return [
            placeName(place),
            counts.delivered,
            counts.answered,
            counts.willAct,
            counts.read,
            counts.notRelevant,
            counts.noAnswer,
            counts.everybody - counts.delivered,
          ]
        }),
      })}`,
  }
}

export function notReachedSection({ notReached, counts }: ReportFacts): Section {
  const all = counts.notDelivered + counts.stopped
  return {
    id: 'not-delivered',
    title: 'Not delivered',
    body:
      all === 0
        ? html`<p>
            ${counts.toCome === 0 ? 'It reached everybody it was for.' : 'No delivery has failed so far.'}
          </p>`
        : html`<p>${people(all)} did not get it.</p>
            ${cut(notReached.length, all, 'people')}
            ${table('not-delivered', {
              caption: 'Who did not get it, and why',
              columns: [
                { heading: 'Name' },
                { heading: 'Works at' },
                { heading: 'Why' },
                { heading: 'What to do' },
              ],
              rows: notReached.map((one) => [who(one), where(one), ...reasonAndNext(one.reason)]),
            })}`,
  }
}

export function peopleSection({ recipients, counts }: ReportFacts): Section {
  return {
    id: 'who-answered',
    title: 'Who answered what',
    body: html`${cut(recipients.length, counts.everybody, 'people')}
    ${table('who-answered', {
      caption: 'Everybody it was for, by answer and then by name',
      columns: [
        { heading: 'Name' },
        { heading: 'Works at' },
        { heading: 'Answer' },
        { heading: 'When' },
      ],
      rows: recipients.map((one) => [
        who(one),
        where(one),
        answerWords(one),
        one.answeredAt === null ? '' : momentWords(one.answeredAt),
      ]),
    })}`,
  }
}

const askedState = ({ wantsAnswer, answered }: Asked): string => {
  if (answered) return 'Answered'
  return wantsAnswer ? 'Open' : 'No answer wanted'
}

export function askedSection({ asked, questions }: ReportFacts): Section {
  const open = questions.open
  return {
    id: 'questions',
    title: 'Questions and replies',
    body:
      asked.length === 0
        ? html`<p>Nobody has asked or replied.</p>`
        : html`<p>
              ${
                open === 0
                  ? 'No question waits for your answer.'
                  : `${count(open, 'question')} ${open === 1 ? 'waits' : 'wait'} for your answer: type questions in the chat.`
              }
            </p>
            ${asked.length < MOST_ROWS ? '' : html`<p>These are the first ${MOST_ROWS}.</p>`}
            ${table('questions', {
              caption: 'Questions and replies, the open ones first',
              columns: [
                { heading: 'Number' },
                { heading: 'From' },
                { heading: 'When' },
                { heading: 'State' },
              ],
              rows: asked.map((one) => [
                `${one.wantsAnswer ? 'Question' : 'Reply'} ${one.id}`,
                one.name,
                momentWords(one.at),
                askedState(one),
              ]),
            })}`,
  }
}

export function interestedSection({ uptake }: ReportFacts): Section | null {
  if (uptake.is !== 'interest') return null
  const { interested } = uptake
  const rows = interested.slice(0, MOST_ROWS)
  return {
    id: 'interested',
    title: 'Interested',
    body:
      interested.length === 0
        ? html`<p>Nobody has said that they are interested yet.</p>`
        : html`${cut(rows.length, interested.length, 'people')}
          ${table('interested', {
            caption: 'Who is interested, first come first',
            columns: [
              { heading: 'Name' },
              { heading: 'How they would like to be involved' },
              { heading: 'Dates they gave' },
              { heading: 'When they said so' },
            ],
            rows: rows.map((one) => [
              one.name,
              html`<span class="cascade-text">${one.how}</span>`,
              one.dates.length === 0 ? 'None' : listWords(one.dates.map((day) => dateWords(day))),
              momentWords(one.at),
            ]),
          })}`,
  }
}
