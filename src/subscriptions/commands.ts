import { z } from 'zod'
import { bare, type Command, joined } from '#src/app/capability.ts'
import { spoken } from '#src/app/commands.ts'
import { refused } from '#src/kernel/refusal.ts'
import {
  Follow,
  QuietHours,
  SaveFollow,
  SaveQuietHours,
  SaveWorkingDays,
  Subscriptions,
  Unfollow,
} from './intents.ts'
import { EVERY_LINE } from './store.ts'
import { readTyped, readTypedDays, readTypedQuiet } from './typed.ts'

const NEW = { organisation: '', specialty: '' }

/** Said of typed days, and of those in a form. */
export const UNREAD_DAYS = {
  happened: 'I could not read those days',
  next: 'Type it as: working days tue fri, or working days monday to thursday.',
}

/** What can be typed about what somebody follows; each comes to the intent that a button carries. */
export const subscriptionCommands: readonly Command[] = [
  {
    words: ['subscriptions', 'my subscriptions', 'following'],
    usage: 'subscriptions',
    does: 'See and change what you follow',
    offered: joined,
    read: bare(Subscriptions({})),
  },
  {
    words: ['follow', 'subscribe'],
    usage: 'follow pathways L85001 daily',
    does: 'Follow a place; type follow alone for a form',
    offered: joined,
    read: readFollowCommand,
  },
  {
    words: ['unfollow', 'unsubscribe', 'stop following'],
    usage: 'unfollow L85001',
    does: 'Stop following a place',
    offered: joined,
    read: (rest) => {
      // Nobody knows a code by heart: what they follow has a Stop beside each line.
      if (rest.trim() === '') return spoken(Subscriptions({}))
      const code = z
        .string()
        .regex(/^[a-z0-9]{3,10}$/i)
        .safeParse(rest.trim())
      return code.success
        ? spoken(Unfollow({ organisation: code.data.toUpperCase(), specialty: EVERY_LINE }))
        : refused(
            'I do not know that place by its name here',
            'Type subscriptions and press Stop beside it. Or type its ODS code: unfollow L85001.',
          )
    },
  },
  {
    words: ['quiet hours', 'quiet'],
    usage: 'quiet 7pm to 7am',
    does: 'Set your quiet hours and days; quiet off ends the hours',
    offered: joined,
    read: (rest) => {
      if (rest.trim() === '') return spoken(QuietHours({}))
      const values = readTypedQuiet(rest)
      return values === null
        ? refused(
            'I could not read those hours',
            'Type it with am or pm: quiet 7pm to 7am. Or quiet off. Or quiet alone for a form.',
          )
        : spoken(SaveQuietHours({}), values)
    },
  },
  {
    words: ['working days', 'days'],
    usage: 'working days tue fri',
    does: 'Say on which days digests and reminders may come',
    offered: joined,
    read: (rest) => {
      if (rest.trim() === '') return spoken(QuietHours({}))
      const values = readTypedDays(rest)
      return values === null
        ? refused(UNREAD_DAYS.happened, UNREAD_DAYS.next)
        : spoken(SaveWorkingDays({}), values)
    },
  },
]

function readFollowCommand(rest: string) {
  if (rest.trim() === '') return spoken(Follow(NEW))
  const typed = readTyped(rest)
  if (typed.organisation === null || typed.kinds.length === 0 || typed.strange.length > 0) {
    return refused(
      'I could not read what to follow',
      'Type it as: follow pathways L85001 daily. Or type follow alone for a form.',
    )
  }
  return spoken(SaveFollow(NEW), {
    organisation: [typed.organisation],
    kinds: [...typed.kinds],
    specialty: [],
    cadence: typed.cadence,
  })
}
