import { type Capability, holdsAnyRole, joined, on } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { broadcastCard } from '#src/broadcasts/broadcast-card.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { mineOf } from '#src/broadcasts/mine-store.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import { redrawCopies } from '#src/delivery/copies.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import { isTest, TEST_COPY } from '#src/responses/respond.ts'
import { roleOut } from '#src/versions/out.ts'
import { tellEach } from '#src/versions/telling.ts'
import { outcomeCard, outcomeForm, saidBackCard, takePartForm, tookPartCard } from './cards.ts'
import { SayBack, SubmitAnswers, SubmitOutcome, TakePart } from './intents.ts'
import {
  type Consultation,
  decideSayBack,
  decideTakePart,
  readAnswers,
  readOutcome,
} from './rules.ts'
import { tookPart } from './load-results.ts'
import { givenBy, outcomeOf, saveGiven, saveOutcome, toHear } from './store.ts'

/** Asking those who are affected what they think, and telling them what came of it. */
export const consultations: Capability = {
  topic: 'consultations',
  handlers: [
    on(TakePart, async (turn, { broadcast }) =>
      asked(turn, broadcast, async (found) => [ask(await formFor(turn, found))]),
    ),
    on(
      SubmitAnswers,
      async (turn, { broadcast }, values) =>
        asked(turn, broadcast, async (found) => submit(turn, found, values)),
      async (turn, { broadcast }) => {
        const found = await findAsked(turn, broadcast)
        return found.ok ? takePartForm(found.value, null, SubmitAnswers({ broadcast })) : null
      },
    ),
    on(SayBack, async (turn, { broadcast }) =>
      closed(turn, broadcast, async (found) => [ask(await outcomeFormFor(turn, found))]),
    ),
    on(
      SubmitOutcome,
      async (turn, { broadcast }, values) =>
        closed(turn, broadcast, async (found) => sayBack(turn, found, values)),
      async (turn, { broadcast }) => {
        const found = await findBroadcast(turn.db, broadcast)
        if (found === null || found.authorId !== turn.me.id) return null
        const decided = decideSayBack(found, false, londonDay(turn.at))
        return decided.ok ? outcomeFormFor(turn, decided.value) : null
      },
    ),
  ],
  commands: [
    {
      words: ['take part', 'consultation'],
      usage: 'take part 12',
      does: 'Say what you think in a consultation, or change it',
      offered: joined,
      read: (rest) =>
        numbered(rest, 'take part 12', (broadcast) => spoken(TakePart({ broadcast }))),
    },
    {
      words: ['say back', 'you said'],
      usage: 'say back 12',
      does: 'Tell those who took part in a consultation what came of it',
      offered: holdsAnyRole,
      read: (rest) => numbered(rest, 'say back 12', (broadcast) => spoken(SayBack({ broadcast }))),
    },
  ],
  redraws: [],
}

async function findAsked(turn: MemberTurn, id: number): Promise<Decision<Consultation>> {
  const { told } = await mineOf(turn.db, id, turn.me.id)
  return decideTakePart(await findBroadcast(turn.db, id), told, londonDay(turn.at))
}

async function asked(
  turn: MemberTurn,
  id: number,
  then: (found: Consultation) => Promise<Reaction>,
): Promise<Reaction> {
  const decided = await findAsked(turn, id)
  if (decided.ok) return then(decided.value)
  return refuse((await isTest(turn, id)) ? TEST_COPY : decided.refusal)
}

const formFor = async (turn: MemberTurn, found: Consultation) =>
  takePartForm(
    found,
    await givenBy(turn.db, found.id, turn.me.id),
    SubmitAnswers({ broadcast: found.id }),
  )

async function submit(
  turn: MemberTurn,
  found: Consultation,
  values: FormValues,
): Promise<Reaction> {
  const read = readAnswers(found.content.questions, values)
  if (!read.ok) return [ask(withErrors(await formFor(turn, found), values, read.errors))]
  const again = (await givenBy(turn.db, found.id, turn.me.id)) !== null
  await saveGiven(turn.db, found.id, turn.me.id, read.value, turn.at)
  await writeAudit(
    turn.db,
    turn.at,
    turn.me.id,
    again ? 'consultation.changed' : 'consultation.answered',
    `broadcast:${found.id}`,
  )
  await redrawCopies(turn, found.id, turn.me.id, turn.on)
  return [...(turn.on === null ? [] : await myCard(turn, found)), say(tookPartCard(found, again))]
}

async function myCard(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const { mine } = await mineOf(turn.db, found.id, turn.me.id)
  return [redraw(broadcastCard(found, mine), `broadcast:${found.id}`)]
}

/** For whoever holds a role that may send it, at this moment: authors go, and those who answered wait to hear. */
const closed = async (
  turn: MemberTurn,
  id: number,
  then: (found: Consultation) => Promise<Reaction>,
): Promise<Reaction> =>
  roleOut(turn, id, async (found) => {
    const said = (await outcomeOf(turn.db, id)) !== null
    const decided = decideSayBack(found, said, londonDay(turn.at))
    return decided.ok ? then(decided.value) : refuse(decided.refusal)
  })

const outcomeFormFor = async (turn: MemberTurn, found: Consultation) =>
  outcomeForm(found, await tookPart(turn.db, found.id), SubmitOutcome({ broadcast: found.id }))

async function sayBack(
  turn: MemberTurn,
  found: Consultation,
  values: FormValues,
): Promise<Reaction> {
  const read = readOutcome(values)
  if (!read.ok) return [ask(withErrors(await outcomeFormFor(turn, found), values, read.errors))]
  await saveOutcome(turn.db, found.id, turn.me.id, read.value, turn.at)
  const people = await toHear(turn.db, found.id, read.value.everybody)
  await tellEach(turn, people, 'routine', `outcome:${found.id}`, outcomeCard(found, read.value))
  await writeAudit(
    turn.db,
    turn.at,
    turn.me.id,
    'consultation.outcome-said',
    `broadcast:${found.id}`,
  )
  return [say(saidBackCard(found, read.value.everybody))]
}
