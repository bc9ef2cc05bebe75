import {
  type Action,
  type Block,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import { Report } from '#src/reports/intents.ts'
import { Correct, Replace, WithdrawMessage } from '#src/versions/intents.ts'
import type { Broadcast, Progress, Renewal, TimeLeft } from './broadcast.ts'
import { endedWords } from './since-blocks.ts'
import { NotReached, Pause, Resume, Retry, ShowProgress, Stop } from './intents.ts'

const TITLES = {
  sending: 'Sending',
  paused: 'Paused',
  sent: 'Sent',
  stopped: 'Stopped',
  superseded: 'Superseded',
  withdrawn: 'Withdrawn',
} as const

type Stage = keyof typeof TITLES

const people = (n: number) => count(n, 'person', 'people')

const isStage = (state: string): state is Stage => Object.hasOwn(TITLES, state)

/** The sender's live view: every count is exact, and together they are everybody. */
export function progressCard(broadcast: Broadcast, progress: Progress): Message {
  const { id } = broadcast
  const stage = isStage(broadcast.state) ? broadcast.state : 'sent'
  const { delivered, waiting, held, failed, doubtful, stopped } = progress
  return message({
    label: TITLES[stage],
    title: clip(`${id}: ${broadcast.content.title}`, 140),
    preview: `Message ${id}: ${TITLES[stage].toLowerCase()}`,
    blocks: [
      {
        is: 'progress',
        label: `${people(delivered + waiting + held + failed + doubtful + stopped)} in all`,
        delivered,
        waiting: waiting + held,
        failed: failed + doubtful + stopped,
      },
      ...(broadcast.since.ended === null
        ? []
        : [note('warning', endedWords(broadcast.since.ended))]),
      ...notes(stage, progress),
      ...renewalBlocks(broadcast, progress.renewal),
    ],
    actions: actionsOf(id, stage, progress),
  })
}

const MINUTE_MS = 60_000

/** Nothing below a quarter of a minute: by then it is over before it is read. */
function leftWords({ ms, sure }: TimeLeft): string | null {
  if (ms < MINUTE_MS / 4) return null
  if (ms < MINUTE_MS) return 'Less than a minute left.'
  const minutes = Math.ceil(ms / MINUTE_MS)
  // Of what takes hours nobody knows the minute.
  const shown = minutes < 60 ? minutes : Math.ceil(minutes / 10) * 10
  const [hours, rest] = [Math.floor(shown / 60), shown % 60]
  const parts = [
    ...(hours > 0 ? [count(hours, 'hour')] : []),
    ...(rest > 0 ? [count(rest, 'minute')] : []),
  ]
  return `${sure ? 'About' : 'At most'} ${listWords(parts)} left.`
}

function notes(
  stage: Stage,
  { waiting, held, failed, doubtful, stopped, left }: Progress,
): Block[] {
  const time = stage === 'sending' && left !== null ? leftWords(left) : null
  const toCome = waiting + held
  const paused = `Paused: nothing is being sent. ${people(toCome)} ${toCome === 1 ? 'waits' : 'wait'} until you resume it.`
  const later = `${people(held)} will get it later: quiet hours, or their daily or weekly message.`
  return [
    ...(stage === 'paused' ? [note('warning', paused)] : []),
    ...(time === null ? [] : [paragraph(time)]),
    ...(held > 0 && (stage === 'sending' || stage === 'sent') ? [paragraph(later)] : []),
    ...(failed > 0
      ? [note('warning', `${people(failed)} could not be reached. The report says why.`)]
      : []),
    ...(doubtful > 0
      ? [
          note(
            'warning',
            `${people(doubtful)} may or may not have it: the chat gave no answer, and nobody is sent it twice by itself.`,
          ),
        ]
      : []),
    ...(stopped > 0 ? [note('warning', `Stopped before ${people(stopped)} got it.`)] : []),
  ]
}

/** How far the newest change has got to what is out; nothing while there was none. */
function renewalBlocks({ since }: Broadcast, { copies, renewed, undrawn }: Renewal): Block[] {
  if (since.edition === 1 || copies === 0) return []
  const show = since.ended === null ? 'the new version' : 'so'
  const words =
    renewed === copies
      ? `${count(copies, 'copy', 'copies')}: ${copies === 1 ? 'it shows' : 'all show'} ${show}.`
      : `${count(copies, 'copy', 'copies')}: ${renewed.toLocaleString('en-GB')} ${renewed === 1 ? 'shows' : 'show'} ${show}.`
  const left =
    undrawn === 0
      ? ''
      : ` ${undrawn.toLocaleString('en-GB')} could not be changed yet: each is when its reader touches it.`
  return [paragraph(`${words}${left}`)]
}

function actionsOf(broadcast: number, stage: Stage, progress: Progress): Action[] {
  const toCome = progress.waiting + progress.held
  const stop = button('Stop', Stop({ broadcast }), 'danger')
  const report = button(
    'Report',
    Report({ broadcast }),
    stage === 'paused' || toCome > 0 ? 'plain' : 'primary',
  )
  const change = [
    button('Correct', Correct({ broadcast })),
    button('Replace', Replace({ broadcast })),
    button('Withdraw', WithdrawMessage({ broadcast })),
  ]
  switch (stage) {
    case 'paused':
      return [button('Resume', Resume({ broadcast }), 'primary'), stop, ...change, report]
    case 'sending':
    case 'sent':
      return [
        ...(toCome > 0 ? [button('Pause', Pause({ broadcast })), stop] : []),
        ...(progress.failed + progress.doubtful > 0
          ? [
              button('Try these again', Retry({ broadcast })),
              button('Who and why', NotReached({ broadcast })),
            ]
          : []),
        ...(stage === 'sending' ? [button('Refresh', ShowProgress({ broadcast }))] : []),
        ...change,
        report,
      ]
    case 'stopped':
      // What nobody got needs no correction.
      return [...(progress.delivered > 0 ? change : []), report]
    case 'superseded':
    case 'withdrawn':
      return [report]
  }
}
