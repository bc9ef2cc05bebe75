import { type Action, type Block, button, note } from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import type { Because } from '#src/kernel/schema.ts'
import { clip, listWords } from '#src/kernel/words.ts'
import { Recall } from './intents.ts'
import { type Approval, VOIDED_WORDS, whenItGoes } from './rules.ts'

export const BECAUSE_WORDS: Readonly<Record<Because, string>> = {
  critical: 'it is critical',
  wide: 'it is for more than one PCN',
  replaces: 'it replaces a message that is critical or for more than one PCN',
}

/** What an author has to know of the second person: why one is needed, and what became of the newest request. */
export type Standing = Readonly<{
  because: Because | null
  newest: Approval | null
  /** Who was asked, by name. */
  approvers: readonly string[]
}>

export const NOBODY_NEEDED: Standing = { because: null, newest: null, approvers: [] }

export const isWaiting = ({ newest }: Standing): boolean => newest?.state === 'asked'
export const isHeld = ({ newest }: Standing): boolean => newest?.state === 'approved'

export const standingLabel = (standing: Standing): string | null =>
  isWaiting(standing) ? 'Waiting for approval' : isHeld(standing) ? 'Approved' : null

/** "Dr Ada Author, instead of Dr Bo Away": who answered a request. */
export const deciderWords = ({ decided }: Approval): string =>
  decided === null
    ? 'Nobody'
    : `${clip(decided.name, 60)}${decided.insteadOf === null ? '' : `, standing in for ${clip(decided.insteadOf, 60)},`}`

const namesOf = (approvers: readonly string[]): string => {
  const shown = approvers.slice(0, 4).map((name) => clip(name, 40))
  const more = approvers.length - shown.length
  return listWords(more > 0 ? [...shown, `${more} more`] : shown, 'or')
}

const neededBlocks = (because: Because | null): Block[] =>
  because === null
    ? []
    : [
        note(
          'small',
          `A second person must agree before it goes, because ${BECAUSE_WORDS[because]}.`,
        ),
      ]

/** What became of a request that is over, and came to nothing. */
function overBlock(newest: Approval): Block {
  const { state, reason, ended } = newest
  if (state === 'returned')
    return note('warning', clip(`${deciderWords(newest)} returned it: ${reason ?? ''}`, 400))
  return note(
    'small',
    state === 'recalled'
      ? `${clip(ended?.name ?? '', 60)} took it back before it went.`
      : `It ${VOIDED_WORDS[ended?.why ?? 'changed']}.`,
  )
}

function askedWords({ asked, sendAt }: Approval, approvers: readonly string[]): string {
  const later = sendAt === null ? '' : ` Once approved it goes on ${momentWords(sendAt)}.`
  return `You asked for approval on ${momentWords(asked.at)}. ${namesOf(approvers)} can answer.${later}`
}

/** What became of the newest request, in its author's words. */
export function standingBlocks({ because, newest, approvers }: Standing): Block[] {
  const needed = neededBlocks(because)
  if (newest === null || newest.state === 'done') return needed
  if (newest.state === 'asked') return [note('warning', askedWords(newest, approvers))]
  if (newest.state !== 'approved') return [overBlock(newest), ...needed]
  const words = `${deciderWords(newest)} approved it. It goes ${whenItGoes(newest)}. Until then it can be recalled.`
  return [note('done', words)]
}

/** What an author can do about the newest request while it is open. */
export function standingActions({ newest }: Standing): Action[] {
  if (newest?.state === 'asked')
    return [button('Take it back', Recall({ approval: newest.id }), 'danger')]
  return newest?.state === 'approved'
    ? [button('Recall', Recall({ approval: newest.id }), 'danger')]
    : []
}
