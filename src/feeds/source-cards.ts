import { button, link, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import { ReleaseQueue } from './intents.ts'
import type { FailureReason } from './rules.ts'

/** So many items are shown one by one; more come as one list. */
export const MOST_CARDS = 3

const FAILURE_WORDS: Readonly<Record<FailureReason, string>> = {
  unreachable: 'the site cannot be reached',
  slow: 'the site does not answer in time',
  'too-big': 'what it sends is too big to be a feed',
  elsewhere: 'it points to another site',
  refused: 'the site refuses to show it',
  gone: 'the page is not there',
  unreadable: 'what it sends is not a feed that I can read',
}
export const failureWords = (reason: string): string =>
  Object.hasOwn(FAILURE_WORDS, reason)
    ? FAILURE_WORDS[reason as FailureReason]
    : 'it cannot be read'

export const failingCard = (
  name: string,
  url: string,
  reason: FailureReason,
  since: Date,
): Message =>
  message({
    label: 'A source cannot be read',
    title: clip(name, 140),
    preview: 'A source cannot be read',
    blocks: [
      paragraph(
        `Since ${momentWords(since)}: ${FAILURE_WORDS[reason]}. Until it can be read again you hear nothing from it, so look at it yourself.`,
      ),
      paragraph(link('Open the source', url)),
      note(
        'small',
        'I go on trying. Nothing that came before is lost. Whoever runs Cascade sees this too.',
      ),
    ],
  })

export const feedEndedCard = (name: string, url: string): Message =>
  message({
    label: 'A source has ended',
    title: clip(name, 140),
    preview: 'A source has ended',
    blocks: [
      paragraph(
        'It is no longer published at this address, so nothing more comes from it. What came before stays in your release queue.',
      ),
      paragraph(link('Open the address', url)),
      note(
        'small',
        'Ask whoever runs Cascade to add the source that takes its place, if there is one.',
      ),
    ],
    actions: [button('Release queue', ReleaseQueue({}))],
  })

/** When many come at once, and when somebody takes the release over. */
export const manyCard = (name: string, total: number): Message =>
  message({
    label: 'For release',
    title: `${count(total, 'item waits', 'items wait')} for you`,
    preview: 'Your release queue',
    blocks: [
      paragraph(
        `From ${clip(name, 100)}. They have been sent to nobody. Say of each what becomes of it.`,
      ),
    ],
    actions: [button('Release queue', ReleaseQueue({}), 'primary')],
  })
