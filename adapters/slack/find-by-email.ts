import { z } from 'zod'
import type { EmailSearch } from '#src/chat/chat-platform.ts'
import { addressOf, identityOf, SlackId } from './address.ts'
import type { Posting } from './posting.ts'

const Found = z.object({
  user: z.object({
    id: SlackId,
    deleted: z.boolean().nullish(),
    is_bot: z.boolean().nullish(),
  }),
})

/** Asks every workspace. One that may not be asked hides nobody that another one finds. */
export async function findByEmail(
  posting: Posting,
  teams: readonly string[],
  email: string,
): Promise<EmailSearch> {
  const accounts: Extract<EmailSearch, { is: 'found' }>['accounts'][number][] = []
  let asked = false
  for (const team of teams) {
    const answer = await posting.call(team, {
      method: 'users.lookupByEmail',
      as: 'form',
      args: { email },
    })
    if (answer === null) continue
    switch (answer.is) {
      case 'limited':
        return { is: 'later', afterMs: answer.afterMs }
      case 'unsent':
      case 'lost':
        return { is: 'later', afterMs: null }
      case 'refused':
        asked ||= answer.code === 'users_not_found'
        break
      case 'ok': {
        asked = true
        const user = Found.safeParse(answer.body).data?.user
        if (user === undefined || user.deleted === true || user.is_bot === true) break
        const account = { team, user: user.id }
        accounts.push({ who: identityOf(account), reachableAt: addressOf(account) })
      }
    }
  }
  return asked ? { is: 'found', accounts } : { is: 'cannot-tell' }
}
