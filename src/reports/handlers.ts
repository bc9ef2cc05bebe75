import { bare, type Capability, holdsAnyRole, on } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { type MemberTurn, refuse, say } from '#src/app/turn.ts'
import { writtenBy } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { remindedOf } from '#src/reminders/store.ts'
import { writeAudit } from '#src/people/store.ts'
import { reportCard, sentCard } from './cards.ts'
import { findReport } from './find-report.ts'
import { Report, Sent } from './intents.ts'
import { countUp } from './rules.ts'
import { reportLink } from './report-link.ts'
import { alikeIn, countQuestions } from './store.ts'
import { loadUptake } from './load-uptake.ts'

type Settings = Readonly<{
  /** What links are signed with; the same in every process. */
  secret: string
  /** Where the pages are reached from outside, as "https://cascade.example.nhs.uk". */
  publicUrl: string
}>

/** Reports in chat: how one broadcast went, with a link to its page, and the list of what somebody has sent. */
export function createReports({ secret, publicUrl }: Settings): Capability {
  const base = publicUrl.replace(/\/+$/, '')
  const linkFor = (broadcast: number, person: string, at: Date) =>
    `${base}/reports/${reportLink.make(secret, [broadcast, person], at)}`

  async function report(turn: MemberTurn, id: number): Promise<Reaction> {
    const by = { id: turn.me.id, roles: turn.actor.roles }
    const found = await findReport(turn.db, id, by, turn.at)
    if (!found.ok) return refuse(found.refusal)
    const counts = countUp((await alikeIn(turn.db, [id])).get(id) ?? [])
    const questions = await countQuestions(turn.db, id)
    const uptake = await loadUptake(turn.db, found.value)
    await writeAudit(turn.db, turn.at, turn.me.id, 'report.linked', `broadcast:${id}`)
    const href = linkFor(id, turn.me.id, turn.at)
    const reminded = await remindedOf(turn.db, id)
    return [say(reportCard(found.value, counts, questions, uptake, reminded, href))]
  }

  return {
    topic: 'reports',
    handlers: [
      on(Report, async (turn, { broadcast }) => report(turn, broadcast)),
      on(Sent, async (turn) => sent(turn)),
    ],
    commands: [
      {
        words: ['report'],
        usage: 'report 12',
        does: 'See how a message of yours went',
        offered: holdsAnyRole,
        read: (rest) =>
          rest.trim() === ''
            ? spoken(Sent({}))
            : numbered(rest, 'report 12', (broadcast) => spoken(Report({ broadcast }))),
      },
      {
        words: ['sent'],
        usage: 'sent',
        does: 'See what you have sent',
        offered: holdsAnyRole,
        read: bare(Sent({})),
      },
    ],
    redraws: [],
  }
}

const SENT = ['sending', 'paused', 'sent', 'stopped', 'superseded', 'withdrawn'] as const

async function sent(turn: MemberTurn): Promise<Reaction> {
  const written = await writtenBy(turn.db, turn.me.id, SENT, 10)
  const alike = await alikeIn(
    turn.db,
    written.map(({ id }) => id),
  )
  const shown = []
  for (const broadcast of written) {
    const counts = countUp(alike.get(broadcast.id) ?? [])
    shown.push({ broadcast, counts, uptake: await loadUptake(turn.db, broadcast) })
  }
  return [say(sentCard(shown))]
}
