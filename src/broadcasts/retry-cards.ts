import { type Block, button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { reasonWords } from '#src/delivery/rules.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import { Report } from '#src/reports/intents.ts'
import type { Broadcast } from './broadcast.ts'
import { NotReached, Retry, RetryDoubtful, RetryFailed, ShowProgress } from './intents.ts'

/** So many whom it did not surely reach, and why those of them who are not tried again are not. */
export type NotReachedGroup = Readonly<{
  state: 'failed' | 'doubtful'
  reason: string | null
  not: 'answered' | 'left' | 'consent' | 'no-account' | null
  n: number
}>

const NOT_AGAIN: Readonly<Record<NonNullable<NotReachedGroup['not']>, string>> = {
  answered: 'They have answered it, so they have it',
  left: 'They have left Cascade',
  consent: 'They no longer want to be sent opportunities',
  'no-account': 'They have no open account',
}

const people = (n: number) => count(n, 'person', 'people')

export const howMany = (
  groups: readonly NotReachedGroup[],
  state: NotReachedGroup['state'],
): number =>
  groups.reduce((sum, one) => sum + (one.state === state && one.not === null ? one.n : 0), 0)

const MOST_LINES = 10

/** What another try would do, before anything is sent: how many, and why each failed. */
export function retryCard(broadcast: Broadcast, groups: readonly NotReachedGroup[]): Message {
  const { id } = broadcast
  const [failed, doubtful] = [howMany(groups, 'failed'), howMany(groups, 'doubtful')]
  const able = groups.filter(({ not }) => not === null)
  const others = [...Map.groupBy(groups, ({ not }) => not)].flatMap(([not, some]) =>
    not === null
      ? []
      : [{ label: people(some.reduce((sum, { n }) => sum + n, 0)), value: NOT_AGAIN[not] }],
  )
  return message({
    label: 'Try again',
    title: clip(`${id}: ${broadcast.content.title}`, 140),
    preview: `Message ${id}: try again`,
    blocks: [
      paragraph(
        failed + doubtful === 0
          ? 'There is nobody to try again.'
          : `${people(failed + doubtful)} can be tried again. Nothing has been sent yet.`,
      ),
      ...facts(able.map(({ n, reason }) => ({ label: people(n), value: reasonWords(reason) }))),
      ...(doubtful > 0
        ? [
            note(
              'warning',
              `${people(doubtful)} may have it already: the chat gave no answer. Try them only if they should risk getting it twice. Their card says so.`,
            ),
          ]
        : []),
      ...(others.length > 0
        ? [{ is: 'heading', text: 'Not tried again' } as const, ...facts(others)]
        : []),
    ],
    actions: [
      ...(failed > 0
        ? [button(`Try ${people(failed)} again`, RetryFailed({ broadcast: id }), 'primary')]
        : []),
      ...(doubtful > 0
        ? [button(`Risk twice for ${people(doubtful)}`, RetryDoubtful({ broadcast: id }), 'danger')]
        : []),
      button('Who and why', NotReached({ broadcast: id })),
    ],
  })
}

const facts = (all: readonly Readonly<{ label: string; value: string }>[]): Block[] =>
  all.length === 0 ? [] : [{ is: 'facts', facts: all.slice(0, MOST_LINES) }]

/** Names, for the sender alone, as in the report: whom it did not reach, by reason and with what to do. */
export function notReachedCard(
  broadcast: Broadcast,
  missed: readonly Readonly<{ name: string; reason: string | null }>[],
): Message {
  const { id } = broadcast
  const byReason = [...Map.groupBy(missed, ({ reason }) => reason)].map(([reason, some]) => {
    const names = some.slice(0, 4).map(({ name }) => clip(name, 32))
    const more = some.length - names.length
    const who = listWords(more > 0 ? [...names, `${more.toLocaleString('en-GB')} more`] : names)
    return { label: people(some.length), value: clip(`${reasonWords(reason)}. ${who}`, 300) }
  })
  return message({
    label: 'Not reached',
    title: clip(`${id}: ${broadcast.content.title}`, 140),
    preview: `Message ${id}: who did not get it`,
    blocks:
      missed.length === 0
        ? [paragraph('Nobody that it was for has been missed so far.')]
        : [...facts(byReason), note('small', 'Only you see this. The report has everybody.')],
    actions: [
      ...(missed.length === 0 ? [] : [button('Try these again', Retry({ broadcast: id }))]),
      button('Report', Report({ broadcast: id })),
    ],
  })
}

/** Said after a try was asked for where there is no card of it to draw. */
export const retriedCard = (id: number, n: number): Message =>
  message({
    title: n === 0 ? 'There was nobody to try again' : `Trying ${people(n)} again`,
    blocks: [
      paragraph(
        n === 0
          ? 'Nothing was sent. Somebody may have asked before, or they can no longer be reached.'
          : 'Each of them gets it as soon as their chat takes it.',
      ),
    ],
    actions: [button('See how far it is', ShowProgress({ broadcast: id }))],
  })
