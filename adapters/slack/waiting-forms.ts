import type { Kysely } from 'kysely'
import { Form } from '#src/chat/form.ts'
import { storable } from '#src/chat/storable.ts'
import type { World } from '#src/kernel/world.ts'
import type { Account } from './address.ts'
import type { SlackTables } from './tables.ts'

const WAITS_MS = 3_600_000

export type WaitingForm = Readonly<{ form: Form; on: string | null }>

/** Forms that somebody asked for in a way that cannot open one, for an hour. */
export function createWaitingForms(db: Kysely<SlackTables>, world: World) {
  return {
    keep: async ({ team, user }: Account, { form, on }: WaitingForm): Promise<string> => {
      const at = world.now()
      const id = world.newId()
      await db.deleteFrom('slackWaitingForms').where('expiresAt', '<=', at).execute()
      await db
        .insertInto('slackWaitingForms')
        .values({
          id,
          team,
          userRef: user,
          form: storable(form),
          onRef: on,
          expiresAt: new Date(at.getTime() + WAITS_MS),
        })
        .execute()
      return id
    },

    /** Only for whom it was kept: the id stands in a button's payload. */
    find: async ({ team, user }: Account, id: string): Promise<WaitingForm | null> => {
      const row = await db
        .selectFrom('slackWaitingForms')
        .select(['form', 'onRef'])
        .where('id', '=', id)
        .where('team', '=', team)
        .where('userRef', '=', user)
        .where('expiresAt', '>', world.now())
        .executeTakeFirst()
      const form = Form.safeParse(row?.form).data
      return row === undefined || form === undefined ? null : { form, on: row.onRef }
    },
  }
}

export type WaitingForms = ReturnType<typeof createWaitingForms>
