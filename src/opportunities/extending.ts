import { z } from 'zod'
import { ask as askFor, type MemberTurn, redraw, refuse } from '#src/app/turn.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { ContentOf } from '#src/broadcasts/content.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { day, readForm } from '#src/chat/read-form.ts'
import { askRedraw } from '#src/delivery/notice-store.ts'
import type { Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import { putRight } from '#src/versions/putting-right.ts'
import { findInHand } from '#src/versions/store.ts'
import { decideExtending, wrongWith } from './extend-rules.ts'
import { extensionForm } from './forms.ts'
import { SubmitExtension } from './intents.ts'
import { extendedCard } from './officer-cards.ts'
import { applicantsToTell } from './outcome-store.ts'

/** Giving an opportunity more time: a correction of the one date, by whoever runs it. */
export const extending = { ask, extend, again }

const Extension = z.object({ closes: day('The new closing date') })
const WHAT = 'There is more time to say that you are interested'

const decided = async (db: Tx, found: Broadcast): Promise<Decision<ContentOf<'opportunity'>>> =>
  decideExtending(found, (await findInHand(db, found.id)) !== null)

const formOf = (found: Broadcast, { closes }: ContentOf<'opportunity'>): Form =>
  extensionForm(found, closes, SubmitExtension({ broadcast: found.id }))

async function ask(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const may = await decided(turn.db, found)
  return may.ok ? [askFor(formOf(found, may.value))] : refuse(may.refusal)
}

/** The form again, for whoever may send it. */
async function again(turn: MemberTurn, id: number): Promise<Form | null> {
  const found = await findBroadcast(turn.db, id)
  if (found?.content.kind !== 'opportunity') return null
  const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
  return authority.ok ? formOf(found, found.content) : null
}

async function extend(turn: MemberTurn, found: Broadcast, values: FormValues): Promise<Reaction> {
  const may = await decided(turn.db, found)
  if (!may.ok) return refuse(may.refusal)
  const content = may.value
  const read = readForm(Extension, values)
  if (!read.ok) return [askFor(withErrors(formOf(found, content), values, read.errors))]
  const { closes } = read.value
  const wrong = wrongWith(closes, content.closes, londonDay(turn.at))
  if (wrong !== null) return [askFor(withErrors(formOf(found, content), values, { closes: wrong }))]
  const applicants = await applicantsToTell(turn.db, found.id)
  const inHand = {
    base: found.since.version,
    content: { ...content, closes },
    what: WHAT,
    material: false,
  }
  const extended = await putRight(turn, found, inHand, turn.me.id)
  await askRedraw(turn, `progress:${found.id}`)
  await writeAudit(turn.db, turn.at, turn.me.id, 'opportunity.extended', `broadcast:${found.id}`)
  return [redraw(extendedCard(extended, content.closes, closes, applicants.length))]
}
