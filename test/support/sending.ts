import { expect } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { type Running, until } from './process.ts'
import type { Card, Visitor } from './visitor.ts'

/** Everybody of the demonstration who follows announcements for the Example PCN or what is above or under it, all at once. */
export const READERS = [
  'amara-okafor',
  'marcia-bennett',
  'siobhan-keane',
  'tomasz-wieczorek',
  'yusuf-demir',
] as const

export const canSend = (card: Card) => card.labels.some((label) => label.startsWith('Send now'))

export type Drafted = Readonly<{ id: number; title: string; recipients: number }>

/** Writes an announcement and leaves it as a draft, with its control card last. */
export async function writeAnnouncement(author: Visitor, title: string): Promise<Drafted> {
  await author.say('compose announcement')
  await author.fill({ title, summary: 'Played by a test, for nobody to read.', urgency: 'routine' })
  const draft = (await author.cards()).findLast(canSend)
  if (draft === undefined || !draft.title.includes(title)) throw new Error('No draft was kept')
  const id = Number(/^(\d+):/.exec(draft.title)?.[1])
  const recipients = Number(/(\d+) (?:person|people) would get this now/.exec(draft.text)?.[1])
  return { id, title, recipients }
}

/** Its author's newest card of it; other cards may come between. */
export async function askProgress(author: Visitor, { id }: Pick<Drafted, 'id'>): Promise<Card> {
  await author.say(`progress ${id}`)
  return author.card(`${id}:`)
}

/** Waits until all of it has arrived, as its author is told. */
export const allDelivered = (author: Visitor, draft: Drafted, ms = 150_000) =>
  until(
    `message ${draft.id} to be delivered to ${draft.recipients}`,
    async () =>
      (await askProgress(author, draft)).text.includes(
        `${draft.recipients} delivered, 0 waiting, 0 failed`,
      ),
    ms,
  )

/** Each of them has one card of it, as they see it. */
export async function expectOneCardEach(running: Pick<Running, 'as'>, title: string) {
  for (const user of READERS) {
    const titles = (await running.as(user).cards()).map((card) => card.title)
    expect(
      titles.filter((one) => one === title),
      `${user}, ${title}`,
    ).toHaveLength(1)
  }
}

/** What the tables say: every delivery of these is sent, and the far end holds its key once and nothing besides. */
export async function expectExactlyOnce({ pool }: Database, sent: readonly Drafted[]) {
  for (const { id, title, recipients } of sent) {
    const { rows } = await pool.query(
      `select d.state, count(m.id)::int as copies,
         (select count(*)::int from web_messages t where t.user_ref = i.user_ref and t.body ->> 'title' = $2
            and t.key !~ '^event:') as cards
       from deliveries d
       join identities i on i.id = d.identity_id
       left join web_messages m on m.key = d.id::text and m.user_ref = i.user_ref
       where d.broadcast_id = $1
       group by d.seq, d.state, i.user_ref`,
      [id, title],
    )
    expect(rows, `message ${id}`).toEqual(
      Array.from({ length: recipients }, () => ({ state: 'sent', copies: 1, cards: 1 })),
    )
    const { rows: broadcasts } = await pool.query('select state from broadcasts where id = $1', [
      id,
    ])
    expect(broadcasts, `message ${id}`).toEqual([{ state: 'sent' }])
  }
}

/** So many more readers of announcements for NHS Somerset, so that a sending lasts: four a second. */
export async function addReaders({ pool }: Pick<Database, 'pool'>, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => n + 1)
  await pool.query(
    `with reader as (
       select n, gen_random_uuid() as id, gen_random_uuid() as identity, 'reader-' || n as ref
       from unnest($1::int[]) as n
     ), account as (
       insert into web_accounts (user_ref, name, about, invented) select ref, ref, '', true from reader
     ), person as (
       insert into people (id, name, gp_kind, invented, joined_at)
       select id, ref, 'not-a-gp', true, now() from reader
     ), identity as (
       insert into identities (id, person_id, platform, tenant, user_ref, address, linked_at)
       select identity, id, 'web', 'local', ref, 'web:1:' || ref, now() from reader
     )
     insert into subscriptions (person_id, kind, organisation, cadence, since)
     select id, 'announcement', 'QSL', 'now', now() from reader`,
    [numbers],
  )
}
