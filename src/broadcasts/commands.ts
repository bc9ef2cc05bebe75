import { bare, type Command, holdsAnyRole, joined } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import type { IntentType } from '#src/chat/intent.ts'
import { refused } from '#src/kernel/refusal.ts'
import { StopOptional } from '#src/people/consents/intents.ts'
import {
  Audience,
  Compose,
  ComposeKind,
  DeleteDraft,
  Drafts,
  EditDraft,
  InForce,
  NotReached,
  Pause,
  Preview,
  Resume,
  Retry,
  SaveSchedule,
  Schedule,
  SendNow,
  SendTest,
  Show,
  ShowProgress,
  Stop,
  Unschedule,
} from './intents.ts'
import { ALL_KINDS_WORDS, KIND_WORDS } from './kind-names.ts'
import { kindsFor } from './rules.ts'

const authors: Command['offered'] = (actor) => joined(actor) && kindsFor(actor.roles).length > 0

/** What can be typed about broadcasts; each comes to the intent that a button carries. */
export const broadcastCommands: readonly Command[] = [
  {
    words: ['compose', 'write', 'send a', 'new'],
    usage: 'compose prescribing',
    does: `Write a message: ${ALL_KINDS_WORDS}`,
    offered: authors,
    read: (rest) => {
      const typed = rest.trim().toLowerCase()
      if (typed === '') return spoken(Compose({}))
      const kind = KIND_WORDS.get(typed)
      return kind === undefined
        ? refused(
            'I do not know that kind of message',
            `Type compose and one of these: ${ALL_KINDS_WORDS}.`,
          )
        : spoken(ComposeKind({ kind }))
    },
  },
  {
    words: ['drafts'],
    usage: 'drafts',
    does: 'See what you have written and not sent',
    offered: holdsAnyRole,
    read: bare(Drafts({})),
  },
  about('preview', 'See a draft as it will look', Preview),
  about('audience', 'See who would get it, and who not and why', Audience),
  about('test', 'Send a test to yourself', SendTest),
  about('edit', 'Change a draft', EditDraft),
  about('send', 'Send a draft now', SendNow),
  {
    words: ['schedule'],
    usage: 'schedule 12 2026-12-09 13:00',
    does: 'Send a draft later, UK time',
    offered: authors,
    read: (rest) =>
      numbered(rest, 'schedule 12 2026-12-09 13:00', (broadcast, when) => {
        if (when === '') return spoken(Schedule({ broadcast }))
        const [, date = '', time = ''] = /^(.+?)[\sT]+(\S+)$/.exec(when.trim()) ?? []
        return time === ''
          ? refused(
              'I could not read that date and time',
              'Type it as: schedule 12 2026-12-09 13:00. Or schedule 12 for a form.',
            )
          : spoken(SaveSchedule({ broadcast }), { date, time })
      }),
  },
  about('unschedule', 'Take a message off the schedule', Unschedule),
  {
    ...about('stop', 'Stop a message while it is being sent', Stop),
    // Without a number it is what everybody means by it: nothing optional any more.
    read: (rest) =>
      rest.trim() === ''
        ? spoken(StopOptional({ category: 'all' }))
        : numbered(rest, 'stop 12', (broadcast) => spoken(Stop({ broadcast }))),
  },
  about('pause', 'Pause a message while it is being sent', Pause),
  about('resume', 'Go on with a message that you paused', Resume),
  about('retry', 'Try again those whom a message did not reach', Retry),
  {
    ...about('failed', 'See whom a message did not reach, and why', NotReached),
    words: ['failed', 'not reached'],
  },
  about('progress', 'See how far a message has got', ShowProgress),
  about('delete', 'Delete a draft', DeleteDraft),
  {
    ...about('show', 'Open a message again', Show),
    words: ['show', 'open'],
    offered: joined,
  },
  {
    words: ['in force', 'current'],
    usage: 'in force',
    does: 'See what applies where you work now',
    offered: joined,
    read: bare(InForce({})),
  },
]

type About = IntentType<(typeof Preview)['args']>

function about(word: string, does: string, type: About): Command {
  const usage = `${word} 12`
  return {
    words: [word],
    usage,
    does,
    offered: authors,
    read: (rest) => numbered(rest, usage, (broadcast) => spoken(type({ broadcast }))),
  }
}
