import { askToCorrect } from '#src/approvals/asking.ts'
import { voidOpen } from '#src/approvals/ending.ts'
import { needFor } from '#src/approvals/gate.ts'
import { standingOf } from '#src/approvals/standing.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { progressCard } from '#src/broadcasts/progress-card.ts'
import { readContent } from '#src/broadcasts/read-compose.ts'
import { setProgressCard } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import { line, readForm, tick } from '#src/chat/read-form.ts'
import { progressOf } from '#src/delivery/store.ts'
import { londonDay } from '#src/kernel/london.ts'
import { writeAudit } from '#src/people/store.ts'
import { z } from 'zod'
import { correctionCard, correctionDroppedCard } from './cards.ts'
import { differenceOf } from './difference.ts'
import { correctionForm } from './forms.ts'
import { SaveCorrection } from './intents.ts'
import { putRight } from './putting-right.ts'
import { decideCorrection, type InHand, LONGEST_CHANGE } from './rules.ts'
import { dropInHand, findInHand, howManyHave, saveInHand } from './store.ts'

/** Correcting a message: the form, the difference, and a new version in place of the one in force. */
export const correcting = { open, save, send, drop }

async function open(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const inHand = await findInHand(turn.db, found.id)
  const intent = SaveCorrection({ broadcast: found.id })
  return [ask(correctionForm(found, inHand?.base === found.since.version ? inHand : null, intent))]
}

const Around = z.object({ whatChanged: line('What changed', LONGEST_CHANGE), material: tick })

/** Keeps what was typed and shows the difference; nothing that anybody else sees has changed. */
async function save(turn: MemberTurn, found: Broadcast, values: FormValues): Promise<Reaction> {
  const form = correctionForm(found, null, SaveCorrection({ broadcast: found.id }))
  const around = readForm(Around, values)
  const content = readContent(found.kind, values, londonDay(turn.at))
  if (!around.ok || !content.ok) {
    const errors = { ...(content.ok ? {} : content.errors), ...(around.ok ? {} : around.errors) }
    return [ask(withErrors(form, values, errors))]
  }
  const inHand: InHand = {
    base: found.since.version,
    content: content.value,
    what: around.value.whatChanged,
    material: around.value.material,
  }
  const decided = decideCorrection(found, inHand, londonDay(turn.at))
  if (!decided.ok) {
    const error = `${decided.refusal.happened}. ${decided.refusal.next}`
    return [ask(withErrors(form, values, { whatChanged: error }))]
  }
  await saveInHand(turn.db, found.id, inHand, turn.at)
  await voidOpen(turn, found.id, 'changed', turn.me.id)
  await writeAudit(turn.db, turn.at, turn.me.id, 'correction.drafted', `broadcast:${found.id}`)
  const changes = differenceOf(found.content, inHand.content)
  const howMany = await howManyHave(turn.db, found.id)
  const standing = await standingOf(turn.db, found, 'correction')
  return [say(correctionCard(found, inHand, changes, howMany, standing))]
}

/** The new version is in force from here on; or a second person is asked, where one had to agree to the message. */
async function send(turn: MemberTurn, found: Broadcast, base: number): Promise<Reaction> {
  const inHand = await findInHand(turn.db, found.id)
  const decided = decideCorrection(found, inHand?.base === base ? inHand : null, londonDay(turn.at))
  if (!decided.ok) return refuse(decided.refusal)
  const because = await needFor(turn.db, found)
  if (because !== null) return askToCorrect(turn, found, because, decided.value)
  const corrected = await putRight(turn, found, decided.value, turn.me.id)
  // From now on the card that was pressed is the one that shows how far it is.
  if (turn.on !== null) await setProgressCard(turn.db, found.id, turn.on)
  return [redraw(progressCard(corrected, await progressOf(turn.db, found.id, turn.at)))]
}

async function drop(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  if (await dropInHand(turn.db, found.id)) {
    await voidOpen(turn, found.id, 'changed', turn.me.id)
    await writeAudit(turn.db, turn.at, turn.me.id, 'correction.dropped', `broadcast:${found.id}`)
  }
  return [redraw(correctionDroppedCard(found.id))]
}
