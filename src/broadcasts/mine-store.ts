import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Identity } from '#src/chat/chat-platform.ts'
import type { Message } from '#src/chat/message.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Answer, Stage } from '#src/kernel/schema.ts'
import { reachOf } from '#src/organisations/store.ts'
import { broadcastCard } from './broadcast-card.ts'
import { type Mine, NOTHING_YET } from './broadcast-card.ts'
import { findBroadcast, lockBroadcast } from './store.ts'

/** Whether somebody was told of a broadcast, the newest version of it that they were shown, and what they did with it. */
export async function mineOf(
  db: Db | Tx,
  broadcast: number,
  personId: string,
): Promise<Readonly<{ told: boolean; seen: number; mine: Mine }>> {
  const { rows } = await sql<{
    told: boolean
    answer: Answer | null
    earlier: Answer | null
    seen: number | null
    interestedSince: Date | null
    consultedAt: Date | null
    stage: Stage | null
    booking: Mine['booking']
    questions: Mine['questions']
    rsvp: Mine['rsvp']
  }>`
    select
      exists (select 1 from deliveries where broadcast_id = ${broadcast} and person_id = ${personId}) as told,
      (select answer from acknowledgements where broadcast_id = ${broadcast} and person_id = ${personId}) as answer,
      (select answer from earlier_acknowledgements where broadcast_id = ${broadcast} and person_id = ${personId}
        order by version desc limit 1) as earlier,
      (select seen_version from deliveries where broadcast_id = ${broadcast} and person_id = ${personId}) as seen,
      (select at from expressions_of_interest
        where broadcast_id = ${broadcast} and person_id = ${personId} and withdrawn_at is null) as interested_since,
      (select changed_at from consultation_answers
        where broadcast_id = ${broadcast} and person_id = ${personId}) as consulted_at,
      (select stage from expressions_of_interest
        where broadcast_id = ${broadcast} and person_id = ${personId} and withdrawn_at is null) as stage,
      (select json_build_object('state', state, 'certificate', certificate) from bookings
        where broadcast_id = ${broadcast} and person_id = ${personId}) as booking,
      coalesce((select json_agg(json_build_object('id', q.id, 'answered',
          exists (select 1 from replies a where a.in_answer_to = q.id)) order by q.id)
        from replies q
        where q.broadcast_id = ${broadcast} and q.person_id = ${personId} and q.wants_answer), '[]'::json) as questions,
      (select json_build_object('answer', r.answer, 'practiceName', o.name, 'deputyName', d.name,
          'deputySays', r.deputy_says, 'answeredFor', r.answered_for)
        from rsvps r left join organisations o on o.code = r.practice left join people d on d.id = r.deputy_id
        where r.broadcast_id = ${broadcast} and r.person_id = ${personId}) as rsvp`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('A query of scalars always has a row')
  const { told, seen, ...mine } = row
  return { told, seen: seen ?? 1, mine }
}

/** One person's card of one broadcast as it is now; without a person, as it is for somebody who has done nothing. */
export async function cardFor(
  db: Db | Tx,
  broadcast: number,
  personId: string | null,
): Promise<Message | null> {
  const found = await findBroadcast(db, broadcast)
  if (found === null) return null
  if (personId === null) return broadcastCard(found, NOTHING_YET)
  return broadcastCard(found, (await mineOf(db, broadcast, personId)).mine)
}

/** The card as everybody gets it first; null for a broadcast that must not go out. */
export async function firstCard(db: Db, broadcast: number): Promise<Message | null> {
  const found = await findBroadcast(db, broadcast)
  if (found === null || (found.state !== 'sending' && found.state !== 'sent')) return null
  return broadcastCard(found, NOTHING_YET)
}

/** Whether what an organisation sent is for where somebody works or what they follow, or above or under one of these. */
export async function appliesTo(
  db: Tx,
  organisation: string,
  personId: string,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql<{ organisation: string }>`
    select organisation from workplaces where person_id = ${personId}
    union select organisation from subscriptions where person_id = ${personId}`.execute(db)
  const places = rows.map((row) => row.organisation)
  const reach = await reachOf(db, places, londonDay(at), 'both')
  return reach.some(({ code }) => code === organisation)
}

/** Counts somebody who came after it was sent among those who were told. */
export async function tellLate(
  db: Tx,
  broadcast: number,
  who: Identity,
  deliveryId: string,
  at: Date,
): Promise<void> {
  // Two late-comers meet here one after the other, or both would take the same place.
  await lockBroadcast(db, broadcast)
  await sql`
    with told as (insert into deliveries
      (broadcast_id, seq, id, person_id, identity_id, state, due_at, attempts, sent_at, edition, seen_version)
    select ${broadcast}, coalesce((select max(seq) from deliveries where broadcast_id = ${broadcast}), 0) + 1,
      ${deliveryId}::uuid, i.person_id, i.id, 'sent', ${at}, 1, ${at}, b.edition, b.version
    from identities i join broadcasts b on b.id = ${broadcast}
    where i.platform = ${who.platform} and i.tenant = ${who.tenant} and i.user_ref = ${who.user}
    on conflict (broadcast_id, person_id) do nothing returning person_id)
    insert into audit (at, person_id, action, subject)
    select ${at}, person_id, 'broadcast.opened-late', ${`broadcast:${broadcast}`} from told`.execute(
    db,
  )
}

/** Keeps that somebody was shown the version that is in force now. */
export async function keepSeen(db: Tx, broadcast: number, personId: string): Promise<void> {
  await sql`
    update deliveries d set seen_version = b.version from broadcasts b
    where b.id = ${broadcast} and d.broadcast_id = b.id and d.person_id = ${personId}
      and d.seen_version < b.version`.execute(db)
}

/** Whether somebody was told of one of the messages that this one takes the place of. */
export async function toldOfReplaced(
  db: Tx,
  broadcast: number,
  personId: string,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from broadcasts b join deliveries d on d.broadcast_id = any(b.replaces)
    where b.id = ${broadcast} and d.person_id = ${personId} limit 1`.execute(db)
  return rows.length > 0
}
