import { html } from 'hono/html'
import { KIND_NAMES } from '#src/broadcasts/kind-names.ts'
import { endedWords } from '#src/broadcasts/since-blocks.ts'
import { bookingsSection } from '#src/events/bookings-section.ts'
import { resultsSection } from '#src/consultations/results-section.ts'
import { inclusionSection } from '#src/opportunities/inclusion.ts'
import { momentWords } from '#src/kernel/london.ts'
import { type Html, page } from '#src/pages/layout.ts'
import { answersChart, type Share, shareBar } from './chart.ts'
import { NO_CAS } from './cards.ts'
import { approvalsSection } from './approvals-section.ts'
import { remindersSection } from './reminders-section.ts'
import { versionsSection } from './versions-section.ts'
import { REPORT_CSS } from './report-css.ts'
import { type ReportFacts } from './load-report.ts'
import {
  askedSection,
  interestedSection,
  notReachedSection,
  peopleSection,
  placesSection,
  type Section,
} from './report-sections.ts'
import { percent } from './rules.ts'
import { table } from './tables.ts'
import { bucketWords, SIZE_WORDS } from './time-buckets.ts'
import { people, uptakeWords } from './uptake-words.ts'

/** The whole report of one broadcast, for its sender. */
export function reportPage(facts: ReportFacts, fileHref: string): Html {
  const { broadcast, at } = facts
  const { id, content, kind, organisationName, startedAt, provenance } = broadcast
  const sections = [
    answersSection(facts),
    interestedSection(facts),
    inclusionSection(facts.inclusion, `${fileHref}/inclusion`),
    bookingsSection(facts.uptake.is === 'places' ? facts.uptake.bookings : null),
    resultsSection(facts.consultation, `${fileHref}/consultation`),
    placesSection(facts),
    notReachedSection(facts),
    askedSection(facts),
    remindersSection(facts),
    approvalsSection(facts),
    versionsSection(facts),
    peopleSection(facts),
  ].filter((section) => section !== null)
  return page({
    title: `Report on message ${id}`,
    wide: true,
    headExtra: html`<link rel="stylesheet" href="${REPORT_CSS.href}" />`,
    footer: 'Only the sender of a message can see its report.',
    body: html`<div class="cascade-report">
      <h1 class="nhsuk-heading-l cascade-report__title">
        <span class="nhsuk-caption-l">
          Report: ${KIND_NAMES[kind].one.toLowerCase()} ${id}, for ${organisationName}, sent on
          ${momentWords(startedAt)}
        </span>
        ${content.title}
      </h1>
      ${
        provenance === 'invented'
          ? html`<p class="cascade-note cascade-note--invented">
              Invented for the demonstration. This is not NHS guidance.
            </p>`
          : ''
      }
      <p class="cascade-report__at">
        ${standing(facts)} ${repeatWords(facts)} These are the numbers at ${momentWords(at)}.
      </p>
      ${
        facts.uptake.is === 'answers'
          ? ''
          : html`<p><strong>${uptakeWords(facts.uptake, facts.counts)}</strong></p>`
      }
      ${figuresSection(facts)}
      <p class="cascade-report__links">
        <a class="cascade-report__file" href="${fileHref}" download="cascade-report-${id}.csv">
          Download everybody as a CSV file
        </a>
      </p>
      <nav aria-label="In this report">
        <ul class="nhsuk-list cascade-report__contents">
          ${sections.map(({ id: to, title }) => html`<li><a href="#${to}">${title}</a></li>`)}
        </ul>
      </nav>
      ${sections.map(
        ({ id: at, title, body }) =>
          html`<section class="cascade-report__section">
            <h2 class="nhsuk-heading-m" id="${at}">${title}</h2>
            ${body}
          </section>`,
      )}
      <p class="cascade-small">
        Only you can see this report. ${NO_CAS} This link is for you alone and works for one hour
        after you ask for it: for a new one, type report ${id} in the chat.
      </p>
    </div>`,
  })
}

function standing({ broadcast, counts }: ReportFacts): string {
  if (broadcast.since.ended !== null) return endedWords(broadcast.since.ended)
  if (broadcast.state === 'stopped') return 'You stopped this message.'
  if (broadcast.state === 'paused')
    return `You paused this message: ${people(counts.toCome)} still ${counts.toCome === 1 ? 'waits' : 'wait'} for it. Type resume ${broadcast.id} in the chat to go on.`
  return counts.toCome === 0
    ? ''
    : `${people(counts.toCome)} will get it later: it is on its way, or waits for quiet hours or a daily or weekly message.`
}

const repeatWords = ({ counts: { repeats } }: ReportFacts): string =>
  repeats === 0
    ? ''
    : `${people(repeats)} may have it twice: the chat did not say whether it had arrived, so it was sent once more and says so.`

type Figure = Readonly<{ label: string; n: number; kind: string }>

/** One sum: its parts as big figures, and the same as a bar. */
function figures(title: string, text: string, all: readonly Figure[]): Html {
  const shares: readonly Share[] = all
  return html`<div class="cascade-figures">
    <h2 class="nhsuk-heading-s cascade-figures__title">${title}</h2>
    <p class="cascade-figures__text">${text}</p>
    ${shareBar(shares)}
    <dl class="cascade-figures__list">
      ${all.map(
        ({ label, n, kind }) =>
          html`<div class="cascade-figure cascade-figure--${kind}">
            <dt class="cascade-figure__label">${label}</dt>
            <dd class="cascade-figure__n">${n.toLocaleString('en-GB')}</dd>
          </div>`,
      )}
    </dl>
  </div>`
}

function figuresSection({ counts, uptake }: ReportFacts): Html {
  const { everybody, delivered, answered } = counts
  const delivery: readonly Figure[] = [
    { label: 'Delivered', n: delivered, kind: 'delivered' },
    { label: 'Still to come', n: counts.toCome, kind: 'to-come' },
    { label: 'Not delivered', n: counts.notDelivered, kind: 'failed' },
    ...(counts.stopped > 0 ? [{ label: 'Stopped', n: counts.stopped, kind: 'stopped' }] : []),
  ]
  const of = delivered.toLocaleString('en-GB')
  return html`<div class="cascade-report__figures">
    ${figures(
      uptake.is === 'answers'
        ? `${people(answered)} answered`
        : `${people(answered)} marked it as read or not relevant`,
      delivered === 0
        ? 'Nobody has got it yet.'
        : `Of the ${of} who got it, that is ${percent(answered, delivered)}%.`,
      [
        { label: "Read, and I'll act", n: counts.willAct, kind: 'will-act' },
        { label: 'Read', n: counts.read, kind: 'read' },
        { label: 'Not relevant to me', n: counts.notRelevant, kind: 'not-relevant' },
        {
          label: uptake.is === 'answers' ? 'No answer yet' : 'Neither',
          n: counts.noAnswer,
          kind: 'no-answer',
        },
      ],
    )}
    ${figures(`${people(delivered)} got it`, `It was for ${people(everybody)} in all.`, delivery)}
  </div>`
}

function answersSection({ answers, uptake }: ReportFacts): Section {
  const { size, buckets } = answers
  const rows = buckets
    .filter(({ n }) => n > 0)
    .map((bucket) => [bucketWords(size, bucket), bucket.n, bucket.soFar])
  return {
    id: 'over-time',
    title: uptake.is === 'answers' ? 'Answers over time' : 'Marked as read over time',
    body:
      buckets.length === 0
        ? html`<p>
            ${uptake.is === 'answers' ? 'Nobody has answered yet.' : 'Nobody has marked it yet.'}
          </p>`
        : html`<p>
              Each bar is ${size === 'three-hours' ? '3 hours' : `one ${SIZE_WORDS[size]}`}, UK
              time. Each person counts once, when they first answered.
            </p>
            <div class="cascade-report__pair">
              <div
                class="cascade-chart-box"
                role="region"
                aria-label="Chart of answers over time"
                tabindex="0"
              >
                ${answersChart(answers)}
              </div>
              ${table('over-time', {
                caption: 'The same in numbers, without the times that had no answer',
                columns: [
                  { heading: 'When' },
                  { heading: 'Answers', numeric: true },
                  { heading: 'So far', numeric: true },
                ],
                rows,
              })}
            </div>`,
  }
}
