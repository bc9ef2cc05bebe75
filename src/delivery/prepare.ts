import { sql } from 'kysely'
import type { Message } from '#src/chat/message.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { NOTIFY } from './jobs.ts'
import type { Listed } from './listed.ts'

/** A notice that has not left yet. */
export type WaitingNotice = Readonly<{
  id: string
  personId: string
  about: string
  createdAt: Date
}>

/** What it is at the moment at which it leaves: the card as it then is, for a later hour, or not wanted any more. */
export type Prepared =
  /** `listed`: the broadcasts that it shows, for a card that follows what becomes of them. */
  | Readonly<{ is: 'go'; message: Message; listed?: Listed }>
  | Readonly<{ is: 'later'; at: Date }>
  | Readonly<{ is: 'gone' }>

/** One kind of notice that is looked at anew before it leaves, by the word before the colon of what it is about. */
export type Prepare = readonly [
  about: string,
  prepare: (db: Tx, notice: WaitingNotice, at: Date) => Promise<Prepared>,
]

export type Prepares = ReadonlyMap<string, Prepare[1]>

/**
 * Looks at a notice anew before it is claimed; one that may have left already is nobody's to change. A process that dies
 * after this leaves it waiting, to be looked at again. Returns whether it goes now.
 */
export async function prepareNotice(
  { db, queue, prepares }: Readonly<{ db: Db; queue: Pick<Queue, 'add'>; prepares: Prepares }>,
  id: string,
  at: Date,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<WaitingNotice>`
      select id, person_id, about, created_at from notices where id = ${id} and state = 'waiting' for update`.execute(
      tx,
    )
    const [notice] = rows
    const prepare = prepares.get(notice?.about.split(':')[0] ?? '')
    if (notice === undefined || prepare === undefined) return true
    const prepared = await prepare(tx, notice, at)
    const row = tx.updateTable('notices').where('id', '=', id)
    if (prepared.is === 'go') {
      const { message, listed } = prepared
      const shows =
        listed === undefined
          ? {}
          : { listed: [...listed.broadcasts], listedEdition: listed.edition }
      await row.set({ message: JSON.stringify(message), ...shows }).execute()
    }
    if (prepared.is === 'gone') await tx.deleteFrom('notices').where('id', '=', id).execute()
    if (prepared.is === 'later') {
      await row.set({ dueAt: prepared.at }).execute()
      await queue.add(tx, NOTIFY, [{ data: { notice: id }, startAfter: prepared.at, priority: 15 }])
    }
    return prepared.is === 'go'
  })
}
