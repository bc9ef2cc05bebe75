import type { Kysely, Transaction } from 'kysely'
import { z } from 'zod'
import { Message } from '#src/chat/message.ts'
import { storable } from '#src/chat/storable.ts'
import type { WebTables } from './tables.ts'

type Db = Kysely<WebTables> | Transaction<WebTables>

export type Account = Readonly<{ user: string; name: string; about: string; invented: boolean }>

/** One thing in somebody's conversation. A card that can no longer be read is null. */
export type Entry =
  | Readonly<{ is: 'card'; id: string; at: Date; message: Message | null }>
  | Readonly<{ is: 'typed'; id: string; at: Date; text: string; inReplyTo: string | null }>

const Typed = z.object({ text: z.string() })

const accounts = (db: Db) =>
  db
    .selectFrom('webAccounts')
    .select(['userRef as user', 'name', 'about', 'invented'])
    .orderBy('position')

export const listAccounts = (db: Db, most: number): Promise<readonly Account[]> =>
  accounts(db).limit(most).execute()

export const findAccount = (db: Db, user: string): Promise<Account | undefined> =>
  accounts(db).where('userRef', '=', user).executeTakeFirst()

/** Adds an account, or brings an existing one up to date. */
export async function saveAccount(db: Db, account: Account): Promise<void> {
  const { user, ...rest } = account
  await db
    .insertInto('webAccounts')
    .values({ userRef: user, ...rest })
    .onConflict((on) => on.column('userRef').doUpdateSet(rest))
    .execute()
}

/** False when somebody else has that name in addresses already. */
export async function claimAccount(db: Db, { user, ...rest }: Account): Promise<boolean> {
  const made = await db
    .insertInto('webAccounts')
    .values({ userRef: user, ...rest })
    .onConflict((on) => on.column('userRef').doNothing())
    .returning('userRef')
    .executeTakeFirst()
  return made !== undefined
}

export type NewCard = Readonly<{
  id: string
  user: string
  key: string
  message: Message
  at: Date
}>

/** Keeps a card unless its key is known; returns the id under which that key is kept. */
export async function keepCard(db: Db, { id, user, key, message, at }: NewCard): Promise<string> {
  const kept = await db
    .insertInto('webMessages')
    .values({ id, userRef: user, sender: 'bot', key, body: storable(message), inReplyTo: null, at })
    .onConflict((on) => on.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (kept !== undefined) return kept.id
  const earlier = await db
    .selectFrom('webMessages')
    .select('id')
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return earlier.id
}

export type NewTyped = Readonly<{
  id: string
  user: string
  key: string
  text: string
  inReplyTo: string | null
  at: Date
}>

export async function keepTyped(
  db: Db,
  { id, user, key, text, inReplyTo, at }: NewTyped,
): Promise<void> {
  await db
    .insertInto('webMessages')
    .values({ id, userRef: user, sender: 'person', key, body: storable({ text }), inReplyTo, at })
    .onConflict((on) => on.column('key').doNothing())
    .execute()
}

export const findByKey = (db: Db, user: string, key: string): Promise<{ id: string } | undefined> =>
  db
    .selectFrom('webMessages')
    .select('id')
    .where('key', '=', key)
    .where('userRef', '=', user)
    .executeTakeFirst()

/** Whose card it was, or undefined when there is no such card. */
export const redrawCard = (
  db: Db,
  id: string,
  message: Message,
): Promise<{ user: string } | undefined> =>
  db
    .updateTable('webMessages')
    .set((eb) => ({ body: storable(message), revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .where('sender', '=', 'bot')
    .returning('userRef as user')
    .executeTakeFirst()

/** The title of one of this person's cards. */
export async function findTitle(db: Db, user: string, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('webMessages')
    .select('body')
    .where('id', '=', id)
    .where('userRef', '=', user)
    .where('sender', '=', 'bot')
    .executeTakeFirst()
  return Message.safeParse(row?.body).data?.title
}

/** The newest `most` things of a conversation, oldest first. */
export async function latestEntries(db: Db, user: string, most: number): Promise<readonly Entry[]> {
  const rows = await db
    .selectFrom('webMessages')
    .select(['id', 'sender', 'body', 'inReplyTo', 'at'])
    .where('userRef', '=', user)
    .orderBy('position', 'desc')
    .limit(most)
    .execute()
  return rows
    .toReversed()
    .map(({ id, sender, body, inReplyTo, at }): Entry =>
      sender === 'bot'
        ? { is: 'card', id, at, message: Message.safeParse(body).data ?? null }
        : { is: 'typed', id, at, text: Typed.safeParse(body).data?.text ?? '', inReplyTo },
    )
}
