import { tookPartWords } from '#src/consultations/cards.ts'
import { fullWords } from '#src/events/organiser-cards.ts'
import { byState } from '#src/events/rules.ts'
import { type Action, button } from '#src/chat/message.ts'
import { Bookings } from '#src/events/intents.ts'
import { Attendance } from '#src/meetings/intents.ts'
import { ListInterest } from '#src/opportunities/intents.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import { cameWords, type Coming, quorumWords } from '#src/meetings/cards/attendance-cards.ts'
import type { Interest } from '#src/opportunities/rules.ts'
import { isWaiting } from '#src/opportunities/stages.ts'
import { type Counts, percent } from './rules.ts'
import type { Uptake } from './uptake.ts'

export type Fact = Readonly<{ label: string; value: string }>

const number = (n: number): string => n.toLocaleString('en-GB')

export const people = (n: number): string => count(n, 'person', 'people')

/** A fact of so many people, where there are any. */
export const some = (label: string, n: number): readonly Fact[] =>
  n === 0 ? [] : [{ label, value: people(n) }]

const answeredWords = ({ answered, delivered }: Counts): string =>
  `${number(answered)} of ${people(delivered)} ${answered === 1 || delivered === 1 ? 'has' : 'have'} answered${delivered === 0 ? '' : ` (${percent(answered, delivered)}%)`}.`

function interestWords(interested: readonly Pick<Interest, 'stage'>[]): string {
  if (interested.length === 0) return 'Nobody has said that they are interested.'
  const waiting = interested.filter(({ stage }) => isWaiting(stage)).length
  const said = `${count(interested.length, 'person has', 'people have')} said that they are interested.`
  return waiting === 0
    ? said
    : `${said} ${number(waiting)} of them ${waiting === 1 ? 'waits' : 'wait'} for an answer.`
}

/** How many have said whether they come, of how many who were asked. */
function said(coming: Coming): Readonly<{ said: number; asked: number }> {
  const { going, deputies, observers, notGoing, silent } = coming
  const all = going + deputies + observers + notGoing
  return { said: all, asked: all + silent }
}

function comingWords(coming: Coming): string {
  const { said: n, asked } = said(coming)
  return `${number(n)} of ${people(asked)} ${n === 1 || asked === 1 ? 'has' : 'have'} said whether they come.`
}

/** How it went in a sentence or two: by what the message asks for, which is not always to be marked as read. */
export function uptakeWords(uptake: Uptake, counts: Counts): string {
  switch (uptake.is) {
    case 'answers':
      return answeredWords(counts)
    case 'taking-part':
      return tookPartWords(uptake.shown)
    case 'places':
      return fullWords(uptake.bookings)
    case 'interest':
      return interestWords(uptake.interested)
    case 'coming':
      return uptake.came === null
        ? `${comingWords(uptake.coming)} ${quorumWords(uptake.quorum)}`
        : cameWords(uptake.came)
  }
}

/** The same in a few words, for a line of a list. */
export function uptakeInShort(uptake: Uptake, { answered, delivered }: Counts): string {
  switch (uptake.is) {
    case 'answers':
      return `${number(answered)} of ${number(delivered)} answered`
    case 'taking-part': {
      const { asked, answered: took } = uptake.shown
      return took === null
        ? `${number(asked)} asked, too few to say how many took part`
        : `${number(took)} of ${number(asked)} took part`
    }
    case 'places': {
      const { event, attenders } = uptake.bookings
      const { booked, waiting } = byState(attenders)
      const waits = waiting.length === 0 ? '' : `, ${number(waiting.length)} waiting`
      return `${number(booked.length)} of ${count(event.content.capacity, 'place')} taken${waits}`
    }
    case 'interest':
      return `${number(uptake.interested.length)} interested`
    case 'coming': {
      const { said: n, asked } = said(uptake.coming)
      return `${number(n)} of ${number(asked)} said whether they come`
    }
  }
}

const NAMES_SHOWN = 8

function interestedNames(interested: readonly Pick<Interest, 'name'>[]): string {
  if (interested.length === 0) return 'Nobody yet'
  const shown = interested.slice(0, NAMES_SHOWN).map(({ name }) => clip(name, 28))
  const more = interested.length - shown.length
  const list = listWords(more > 0 ? [...shown, `${number(more)} more`] : shown)
  return clip(`${people(interested.length)}: ${list}`, 300)
}

/** What was done, one number after the other, and who marked the message how. */
export function uptakeFacts(uptake: Uptake, counts: Counts): readonly Fact[] {
  const { read, willAct, notRelevant, noAnswer } = counts
  if (uptake.is === 'answers')
    return [
      { label: 'Read', value: people(read) },
      { label: "Read, and I'll act", value: people(willAct) },
      { label: 'Not relevant', value: people(notRelevant) },
      { label: 'No answer yet', value: people(noAnswer) },
    ]
  // Whoever did what it asks for need not mark it too: that somebody has not says nothing.
  return [
    ...doneFacts(uptake),
    { label: 'Marked as read', value: people(read) },
    ...some("Marked “I'll act”", willAct),
    { label: 'Marked as not relevant', value: people(notRelevant) },
  ]
}

function doneFacts(uptake: Exclude<Uptake, { is: 'answers' }>): readonly Fact[] {
  switch (uptake.is) {
    case 'taking-part':
      return []
    case 'places': {
      const { attenders } = uptake.bookings
      const { booked, waiting, over, walkedIn } = byState(attenders)
      return [
        { label: 'Have a place', value: people(booked.length) },
        { label: 'Waiting', value: people(waiting.length) },
        ...some('Gave it up, or cancelled', over.length),
        ...some('Came', attenders.filter(({ attended }) => attended).length),
        ...some('Of them without a place', walkedIn.length),
      ]
    }
    case 'interest':
      return [{ label: 'Interested', value: interestedNames(uptake.interested) }]
    case 'coming': {
      const { going, deputies, observers, notGoing, silent } = uptake.coming
      return [
        { label: 'Going for a practice', value: people(going) },
        { label: 'Sending a deputy', value: people(deputies) },
        { label: 'Observers', value: people(observers) },
        { label: 'Not going', value: people(notGoing) },
        { label: 'Have not said', value: people(silent) },
      ]
    }
  }
}

/** The way to who did it, where that may be seen. */
export function uptakeActions(broadcast: number, { is }: Uptake): readonly Action[] {
  switch (is) {
    case 'answers':
    case 'taking-part':
      return []
    case 'places':
      return [button('Bookings', Bookings({ broadcast }))]
    case 'interest':
      return [button('Applicants', ListInterest({ broadcast, page: 0 }))]
    case 'coming':
      return [button('Who is coming', Attendance({ broadcast }))]
  }
}
