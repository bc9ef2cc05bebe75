import { sql } from 'kysely'
import { type MemberTurn, refuse } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { notify } from '#src/delivery/store.ts'
import { londonDay } from '#src/kernel/london.ts'
import { relatedOrganisations } from '#src/organisations/store.ts'
import { broadcastCard } from './broadcast-card.ts'
import { mineOf } from './mine.ts'
import { findBroadcast, lockBroadcast } from './store.ts'

const NOT_YOURS = {
  happened: 'There is no message with that number for you',
  next: 'Type in force to see what applies where you work.',
}

/**
 * Opens a message again, or for the first time for somebody who came after it was sent and for whom it applies.
 * They are then one of those who were told: their answer counts like anybody's.
 */
export async function open(turn: MemberTurn, id: number): Promise<Reaction> {
  const found = await findBroadcast(turn.db, id)
  if (
    found === null ||
    (found.state !== 'sending' && found.state !== 'sent' && found.state !== 'stopped')
  )
    return refuse(NOT_YOURS)
  const { told, mine } = await mineOf(turn.db, id, turn.me.id)
  if (!told) {
    if (found.state === 'stopped' || !(await applies(turn, found.organisation)))
      return refuse(NOT_YOURS)
    if (found.kind === 'opportunity' && !turn.me.optionalConsent) return refuse(NOT_YOURS)
    await tellLate(turn, id)
  }
  await notify(turn, turn.me.id, `copy:${id}`, broadcastCard(found, mine))
  return []
}

/** Whether it is for a place where they work or which they follow, or above or under one. */
async function applies(turn: MemberTurn, organisation: string): Promise<boolean> {
  const related = await relatedOrganisations(turn.db, organisation, londonDay(turn.at))
  const { rows } = await sql`
    select 1 from workplaces where person_id = ${turn.me.id} and organisation = any(${related}::text[])
    union all
    select 1 from subscriptions where person_id = ${turn.me.id} and organisation = any(${related}::text[])
    limit 1`.execute(turn.db)
  return rows.length > 0
}

async function tellLate(turn: MemberTurn, id: number): Promise<void> {
  await lockBroadcast(turn.db, id)
  await sql`
    insert into deliveries (broadcast_id, seq, id, person_id, identity_id, state, due_at, attempts, sent_at)
    select ${id}, coalesce((select max(seq) from deliveries where broadcast_id = ${id}), 0) + 1, ${turn.newId()}::uuid,
      ${turn.me.id}, i.id, 'sent', ${turn.at}, 1, ${turn.at}
    from identities i where i.person_id = ${turn.me.id} order by i.preferred desc, i.linked_at limit 1
    on conflict (broadcast_id, person_id) do nothing`.execute(turn.db)
}
