import { type Capability, holdsAnyRole, joined, on } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { broadcastCard } from '#src/broadcasts/broadcast-card.ts'
import { mineOf } from '#src/broadcasts/mine-store.ts'
import { decideOwn } from '#src/broadcasts/rules.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import { redrawCopies } from '#src/delivery/copies.ts'
import { notify } from '#src/delivery/notice-store.ts'
import { londonDay } from '#src/kernel/london.ts'
import { writeAudit } from '#src/people/store.ts'
import { askToWithdraw } from '#src/versions/ending.ts'
import { roleOut } from '#src/versions/out.ts'
import { SENDER_LEFT } from '#src/responses/respond.ts'
import {
  interestCard,
  interestForm,
  interestListCard,
  interestSentCard,
  withdrawnByMeCard,
  withdrawnCard,
} from './cards.ts'
import { Interested, ListInterest, SubmitInterest, Withdraw } from './intents.ts'
import { decideInterest, readInterest } from './rules.ts'
import { interestIn, saveInterest, withdrawInterest } from './store.ts'

export const opportunities: Capability = {
  handlers: [
    on(Interested, async (turn, { broadcast }) =>
      opportunity(turn, broadcast, async (found) => [
        ask(interestForm(found, await mine(turn, broadcast), SubmitInterest({ broadcast }))),
      ]),
    ),
    on(
      SubmitInterest,
      async (turn, { broadcast }, values) =>
        opportunity(turn, broadcast, async (found) => submit(turn, found, values)),
      async (turn, { broadcast }) => {
        const { told } = await mineOf(turn.db, broadcast, turn.me.id)
        const found = decideInterest(
          await findBroadcast(turn.db, broadcast),
          told,
          londonDay(turn.at),
        )
        return found.ok ? interestForm(found.value, null, SubmitInterest({ broadcast })) : null
      },
    ),
    on(Withdraw, async (turn, { broadcast }) => {
      const found = await findBroadcast(turn.db, broadcast)
      // "withdraw 12" of whoever sent 12 is about the message: nobody is interested in their own.
      if (found !== null && found.authorId === turn.me.id && found.startedAt !== null)
        return roleOut(turn, broadcast, async (out) => askToWithdraw(turn, out))
      if (found === null || !(await withdrawInterest(turn.db, broadcast, turn.me.id, turn.at))) {
        return refuse({
          happened: 'You have no interest there to withdraw',
          next: 'Type in force to see what applies to you.',
        })
      }
      await notify(
        turn,
        found.authorId,
        `interest:${broadcast}`,
        withdrawnCard(found, turn.me.name),
      )
      await writeAudit(turn.db, turn.at, turn.me.id, 'interest.withdrawn', `broadcast:${broadcast}`)
      return myCard(turn, found)
    }),
    on(ListInterest, async (turn, { broadcast }) => {
      const decided = decideOwn(await findBroadcast(turn.db, broadcast), turn.me.id)
      if (!decided.ok) return refuse(decided.refusal)
      const authority = await authorityOf(turn.db, turn.actor.roles, decided.value, turn.at)
      if (!authority.ok) return refuse(authority.refusal)
      return [say(interestListCard(decided.value, await interestIn(turn.db, broadcast)))]
    }),
  ],
  commands: [
    {
      words: ['interested', 'i am interested in'],
      usage: 'interested 12',
      does: 'Say that you are interested in an opportunity, how and when',
      offered: joined,
      read: (rest) =>
        numbered(rest, 'interested 12', (broadcast, how) =>
          how === ''
            ? spoken(Interested({ broadcast }))
            : spoken(SubmitInterest({ broadcast }), { how }),
        ),
    },
    {
      words: ['withdraw'],
      usage: 'withdraw 12',
      does: 'Take back your interest',
      offered: joined,
      read: (rest) => numbered(rest, 'withdraw 12', (broadcast) => spoken(Withdraw({ broadcast }))),
    },
    {
      words: ['interest'],
      usage: 'interest 12',
      does: 'See who is interested in an opportunity of yours',
      offered: holdsAnyRole,
      read: (rest) =>
        numbered(rest, 'interest 12', (broadcast) => spoken(ListInterest({ broadcast }))),
    },
  ],
  redraws: [],
}

async function opportunity(
  turn: MemberTurn,
  id: number,
  then: (found: Broadcast) => Promise<Reaction>,
): Promise<Reaction> {
  const { told } = await mineOf(turn.db, id, turn.me.id)
  const decided = decideInterest(await findBroadcast(turn.db, id), told, londonDay(turn.at))
  return decided.ok ? then(decided.value) : refuse(decided.refusal)
}

async function mine(turn: MemberTurn, broadcast: number) {
  return (await interestIn(turn.db, broadcast)).find((one) => one.personId === turn.me.id) ?? null
}

async function submit(turn: MemberTurn, found: Broadcast, values: FormValues): Promise<Reaction> {
  const read = readInterest(values, londonDay(turn.at))
  if (!read.ok)
    return [
      ask(
        withErrors(
          interestForm(found, null, SubmitInterest({ broadcast: found.id })),
          values,
          read.errors,
        ),
      ),
    ]
  if (found.authorLeft) return refuse(SENDER_LEFT)
  const again = (await mine(turn, found.id)) !== null
  await saveInterest(turn.db, found.id, turn.me.id, read.value, turn.at)
  await notify(
    turn,
    found.authorId,
    `interest:${found.id}`,
    interestCard(found, { name: turn.me.name, at: turn.at, ...read.value }, again),
  )
  await writeAudit(turn.db, turn.at, turn.me.id, 'interest.expressed', `broadcast:${found.id}`)
  return [...(turn.on === null ? [] : await myCard(turn, found)), say(interestSentCard(found))]
}

async function myCard(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  await redrawCopies(turn, found.id, turn.me.id, turn.on)
  if (turn.on === null) return [say(withdrawnByMeCard(found))]
  const { mine: shown } = await mineOf(turn.db, found.id, turn.me.id)
  return [redraw(broadcastCard(found, shown), `broadcast:${found.id}`)]
}
