import { EditDraft, Preview } from '#src/broadcasts/intents.ts'
import {
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { dateWords, WEEKDAYS, weekdayOf } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import {
  AskEndSeries,
  EndSeries,
  KeepSeries,
  LeaveOut,
  RepeatMeeting,
  ShowSeries,
  TakeOver,
} from '../intents.ts'
import type { Notice } from '../rules/rsvp.ts'
import {
  type Every,
  type PlannedMeeting,
  placeInMonth,
  type ShownSeries,
  weeksOf,
} from '../rules/series.ts'
import { whenWords } from './rsvp-parts.ts'

const PLACES = ['', 'first', 'second', 'third', 'fourth', 'last'] as const

/** "Every month, on the first Wednesday", as it follows from a day. */
export function everyWords(every: Every, day: string): string {
  const weekday = WEEKDAYS[weekdayOf(day) - 1] ?? ''
  if (every === 'week') return `Every ${weekday}`
  if (every === 'fortnight') return `Every second ${weekday}`
  return `Every month, on the ${PLACES[placeInMonth(day)] ?? ''} ${weekday}`
}

const LIST = 10

/** Days in lists, as long as a list may be. */
function dayLists(days: readonly string[]): Block[] {
  const blocks: Block[] = []
  for (let from = 0; from < days.length; from += LIST)
    blocks.push({ is: 'list', ordered: false, items: days.slice(from, from + LIST).map(dateWords) })
  return blocks
}

/** The dates of a series, before anything is kept. */
export const seriesDatesCard = (
  { id, content }: Notice,
  { every, days, look }: ShownSeries,
): Message =>
  message({
    label: 'Not kept yet',
    title: clip(content.title, 140),
    preview: `Dates for a series from meeting ${id}`,
    blocks: [
      paragraph(
        bold(`${everyWords(every, content.date)}: ${count(days.length, 'more meeting')}.`),
        ` Each has the place, the time and the words of meeting ${id}.`,
      ),
      ...dayLists(days),
      paragraph(
        `You are asked to look at each, write its agenda and send its notice ${look} days before. Papers and agenda are not carried over. Until then only calendars show it, as planned.`,
      ),
    ],
    actions: [
      button(
        'Keep these dates',
        KeepSeries({
          broadcast: id,
          from: content.date,
          every,
          weeks: weeksOf(content.date, days),
          look,
        }),
        'primary',
      ),
      button('Choose others', RepeatMeeting({ broadcast: id })),
    ],
  })

const ROWS = 8

/** What is planned of a series, for whoever runs it; drafts are looked at and moved by whoever wrote them. */
export function seriesCard(
  any: Readonly<{ id: number; content: { title: string } }>,
  planned: readonly PlannedMeeting[],
  viewer: string,
  /** Whether somebody planned some of these who cannot send their notices any more. */
  orphaned = false,
): Message {
  const rest = planned.slice(ROWS)
  return message({
    label: 'Series of meetings',
    title: clip(any.content.title, 140),
    preview: `The series of meeting ${any.id}`,
    blocks: [
      paragraph(
        planned.length === 0
          ? 'Nothing more is planned. Meetings whose notice is out stand.'
          : `${count(planned.length, 'meeting')} ${planned.length === 1 ? 'is' : 'are'} planned. No notice is sent by itself; until then only calendars show what is planned.`,
      ),
      ...(orphaned
        ? [
            note(
              'warning',
              'Whoever planned some of these is gone, or runs no meetings there now. Nobody can send their notices until somebody takes the series over.',
            ),
          ]
        : []),
      ...planned.slice(0, ROWS).map((one): Block => ({
        is: 'row',
        parts: [
          {
            is: 'plain',
            text: `${whenWords(one.content)}${one.state === 'scheduled' ? ', scheduled to be sent' : ''}`,
          },
        ],
        actions: [
          ...(one.authorId === viewer
            ? [button(`Look at ${one.id}`, Preview({ broadcast: one.id }))]
            : []),
          ...(one.authorId === viewer && one.state === 'draft'
            ? [button(`Move ${one.id}`, EditDraft({ broadcast: one.id }))]
            : []),
          button(`Leave out ${one.id}`, LeaveOut({ broadcast: one.id })),
        ],
      })),
      ...(rest.length === 0 ? [] : [{ is: 'heading' as const, text: 'And later' }]),
      ...dayLists(rest.map(({ content }) => content.date)),
    ],
    actions: [
      ...(orphaned ? [button('Take it over', TakeOver({ broadcast: any.id }), 'primary')] : []),
      button('Refresh', ShowSeries({ broadcast: any.id })),
      ...(planned.length === 0
        ? []
        : [button('End the series', AskEndSeries({ broadcast: any.id }), 'danger')]),
    ],
  })
}

/** Asked once more: what is left out cannot be had back. */
export const endSeriesCard = (
  { id, content }: Readonly<{ id: number; content: { title: string } }>,
  drafts: number,
  scheduled: number,
): Message =>
  message({
    title: 'End this series?',
    preview: `The series of meeting ${id}`,
    blocks: [
      paragraph(bold(content.title)),
      paragraph(
        `${count(drafts, 'planned meeting')} ${drafts === 1 ? 'is' : 'are'} left out, with what you wrote for ${drafts === 1 ? 'it' : 'them'}. Meetings whose notice is out stand.`,
      ),
      ...(scheduled === 0
        ? []
        : [
            note(
              'warning',
              `${count(scheduled, 'notice')} ${scheduled === 1 ? 'is' : 'are'} scheduled and will still be sent. Take ${scheduled === 1 ? 'it' : 'them'} off the schedule first to leave ${scheduled === 1 ? 'it' : 'them'} out.`,
            ),
          ]),
    ],
    actions: [
      button('End it', EndSeries({ broadcast: id }), 'danger'),
      button('Keep it', ShowSeries({ broadcast: id })),
    ],
  })

/** To those who may send its notice, when its author cannot. */
export const takeOverCard = ({ id, content }: PlannedMeeting): Message =>
  message({
    label: 'A meeting of a series',
    title: clip(`${id}: ${content.title}`, 140),
    preview: `Meeting ${id} has nobody who looks at it`,
    blocks: [
      {
        is: 'facts',
        facts: [
          { label: 'When', value: whenWords(content) },
          { label: 'Where', value: content.place },
        ],
      },
      note(
        'warning',
        'Whoever planned it is gone, or runs no meetings there now. Its notice is not sent by itself. Take the series over; then check the meeting, write its agenda and send it.',
      ),
    ],
    actions: [
      button('Take it over', TakeOver({ broadcast: id }), 'primary'),
      button('Leave it out', LeaveOut({ broadcast: id })),
      button('The series', ShowSeries({ broadcast: id })),
    ],
  })

/** To whoever made a series, when the next meeting of it is to be looked at. */
export const lookCard = ({ id, content }: PlannedMeeting): Message =>
  message({
    label: 'A meeting of your series',
    title: clip(`${id}: ${content.title}`, 140),
    preview: `Meeting ${id} is to be looked at`,
    blocks: [
      {
        is: 'facts',
        facts: [
          { label: 'When', value: whenWords(content) },
          { label: 'Where', value: content.place },
        ],
      },
      paragraph(
        'Its notice is not sent by itself. Check the day and the place, write the agenda, then send it. Papers are added when it is out.',
      ),
    ],
    actions: [
      button('Check and send', Preview({ broadcast: id }), 'primary'),
      button('Change it', EditDraft({ broadcast: id })),
      button('Leave it out', LeaveOut({ broadcast: id })),
      button('The series', ShowSeries({ broadcast: id })),
    ],
  })
