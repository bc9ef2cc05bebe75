import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { dateField, type Form, longTextField } from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { bold, button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { dateWords, momentWords } from '#src/kernel/london.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import { Report } from '#src/reports/intents.ts'
import { ListInterest } from './intents.ts'

type Shown = Readonly<{ name: string; how: string; dates: readonly string[]; at: Date }>

const datesWords = (dates: readonly string[]): string =>
  dates.length === 0 ? 'No dates given' : listWords(dates.map(dateWords), 'or')

export const interestForm = (
  broadcast: Broadcast,
  mine: Pick<Shown, 'how' | 'dates'> | null,
  intent: Intent,
): Form => ({
  title: 'I am interested',
  submit: 'Send',
  intro: [
    paragraph(bold(broadcast.content.title)),
    paragraph('Only the sender sees what you write. You can withdraw at any time.'),
  ],
  fields: [
    longTextField('how', 'How would you like to be involved?', 600, {
      value: mine?.how ?? '',
      hint: 'A sentence or two',
    }),
    dateField('date1', 'A date when you could talk', {
      required: false,
      value: mine?.dates[0] ?? '',
    }),
    dateField('date2', 'Another date', { required: false, value: mine?.dates[1] ?? '' }),
    dateField('date3', 'A third date', { required: false, value: mine?.dates[2] ?? '' }),
  ],
  intent,
})

/** What the sender gets for each. */
export const interestCard = (broadcast: Broadcast, one: Shown, again: boolean): Message =>
  message({
    label: 'Expression of interest',
    title: clip(`${one.name}: ${broadcast.content.title}`, 140),
    preview: `Interest in message ${broadcast.id}`,
    blocks: [
      paragraph(clip(one.how, 600)),
      {
        is: 'facts',
        facts: [
          { label: 'Dates', value: datesWords(one.dates) },
          { label: again ? 'Changed' : 'Sent', value: momentWords(one.at) },
        ],
      },
    ],
    actions: [button('Everybody who is interested', ListInterest({ broadcast: broadcast.id }))],
  })

export const withdrawnCard = (broadcast: Broadcast, name: string): Message =>
  message({
    label: 'Interest withdrawn',
    title: clip(`${name}: ${broadcast.content.title}`, 140),
    preview: `Interest in message ${broadcast.id} withdrawn`,
    blocks: [paragraph('They are no longer interested.')],
    actions: [button('Everybody who is interested', ListInterest({ broadcast: broadcast.id }))],
  })

/** Confirms it to whoever typed it. */
export const withdrawnByMeCard = (broadcast: Broadcast): Message =>
  message({
    title: clip(`You withdrew your interest: ${broadcast.content.title}`, 140),
    preview: `Message ${broadcast.id}`,
    blocks: [paragraph('The sender has been told.')],
  })

export const interestSentCard = (broadcast: Broadcast): Message =>
  message({
    title: 'Your interest is with the sender',
    blocks: [
      paragraph(
        `About message ${broadcast.id}. To take it back, use Withdraw on its card or type withdraw ${broadcast.id}.`,
      ),
    ],
  })

export function interestListCard(broadcast: Broadcast, all: readonly Shown[]): Message {
  return message({
    title: clip(
      `${count(all.length, 'person', 'people')} interested: ${broadcast.content.title}`,
      140,
    ),
    preview: `Interest in message ${broadcast.id}`,
    blocks: [
      ...all
        .slice(0, 8)
        .flatMap((one) => [
          paragraph(bold(clip(one.name, 60)), ` on ${momentWords(one.at)}: ${clip(one.how, 90)}`),
          note('small', datesWords(one.dates)),
        ]),
      ...(all.length > 8
        ? [paragraph(`${(all.length - 8).toLocaleString('en-GB')} more are in the report.`)]
        : []),
    ],
    actions: [button('Report', Report({ broadcast: broadcast.id }))],
  })
}
