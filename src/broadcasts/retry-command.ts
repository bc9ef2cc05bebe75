import { NumberId } from '#src/chat/intent.ts'
import { reasonWords } from '#src/delivery/rules.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { count } from '#src/kernel/words.ts'
import { type Doing, UsageError } from '#src/operate/command-line.ts'
import { retryByOperator } from './operator-retry.ts'

/** Reads whom an operator wants to be tried again. */
export function readRetryCommand(
  [number = '', ...more]: readonly string[],
  doubtful: boolean,
): Doing {
  const id = NumberId.safeParse(number)
  if (!id.success || more.length > 0) throw new UsageError('retry takes the number of one message')
  return async ({ db }, { now }) => {
    await migrate(db)
    const decided = await retryByOperator(db, id.data, doubtful, now())
    if (!decided.ok) {
      const { happened, next } = decided.refusal
      return { done: false, lines: [`${happened}. Nothing was changed. ${next}`] }
    }
    const { groups, tried } = decided.value
    const missed = groups.map(
      ({ n, state, reason, not }) =>
        `${n} ${state}${not === null ? '' : ` (not again: ${not})`}: ${reasonWords(reason)}.`,
    )
    return {
      done: true,
      lines: [...missed, `${count(tried, 'person is', 'people are')} tried again.`],
    }
  }
}
