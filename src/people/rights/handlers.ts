import { anybody, bare, type Capability, onAnybody } from '#src/app/capability.ts'
import { redraw, say, type Turn } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { personOfIdentity, writeAudit } from '../store.ts'
import { deleteMeCard, erasedCard, keptCard, myDataCard, nothingHeldCard } from './cards.ts'
import { dataLink } from './data-link.ts'
import { erase, eraseStranger } from './erase.ts'
import { accountsOf, noticeAt, sentBy } from './erase-store.ts'
import { heldOf } from './holdings-store.ts'
import { ConfirmDelete, DeleteMe, KeepMe, MyData } from './intents.ts'

type Settings = Readonly<{
  /** What links are signed with. */
  linkSecret: string
  /** What suppressed accounts are kept under. */
  suppressionSecret: string
  publicUrl: string
}>

/** People's rights over what is held of them: to see it, and to have it deleted. Also theirs who have left. */
export function createRights({ linkSecret, suppressionSecret, publicUrl }: Settings): Capability {
  const base = publicUrl.replace(/\/+$/, '')
  const whoIs = async (turn: Turn) => personOfIdentity(turn.db, turn.actor.identity)

  async function myData(turn: Turn): Promise<Reaction> {
    const person = await whoIs(turn)
    if (person === null) return [say(nothingHeldCard())]
    const held = await heldOf(turn.db, person)
    const token = dataLink.make(linkSecret, [person], turn.at)
    await writeAudit(turn.db, turn.at, person, 'my-data.linked', `person:${person}`)
    const counted = held.map(({ holding, rows }) => ({ what: holding.what, n: rows.length }))
    const page = `${base}/my-data/${token}`
    return [say(myDataCard(counted, page, `${page}/json`))]
  }

  async function confirm(turn: Turn): Promise<Reaction> {
    const person = await whoIs(turn)
    const tools = { ...turn, secret: suppressionSecret }
    if (person === null) await eraseStranger(tools, turn.actor.identity)
    else await erase(tools, person, person)
    return [redraw(erasedCard())]
  }

  return {
    topic: 'account',
    handlers: [
      onAnybody(MyData, myData),
      onAnybody(DeleteMe, async (turn) => {
        const person = await whoIs(turn)
        const accounts = person === null ? 1 : (await accountsOf(turn.db, person)).length
        return [
          say(deleteMeCard(accounts, person === null ? 0 : (await sentBy(turn.db, person)).length)),
        ]
      }),
      onAnybody(ConfirmDelete, confirm),
      onAnybody(KeepMe, async () => [redraw(keptCard())]),
    ],
    commands: [
      {
        words: ['my data', 'data'],
        usage: 'my data',
        does: 'See and download all that is held about you',
        offered: anybody,
        read: bare(MyData({})),
      },
      {
        words: ['delete me', 'forget me', 'erase me'],
        usage: 'delete me',
        does: 'Delete everything about you',
        offered: anybody,
        read: bare(DeleteMe({})),
      },
    ],
    redraws: [
      [
        'notice',
        async (db, id) => {
          const found = await noticeAt(db, id)
          return found === null ? [] : [found]
        },
      ],
    ],
  }
}
