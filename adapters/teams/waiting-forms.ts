import type { Kysely } from 'kysely'
import { Form } from '#src/chat/form.ts'
import { storable } from '#src/chat/storable.ts'
import type { World } from '#src/kernel/world.ts'
import type { Account } from './address.ts'
import type { TeamsTables } from './tables.ts'

const WAITS_MS = 3_600_000

export type WaitingForm = Readonly<{ form: Form; on: string | null }>

/** Forms that somebody asked for in a way that cannot open one, for an hour. */
export function createWaitingForms(db: Kysely<TeamsTables>, world: World) {
  return {
    keep: async ({ tenant, user }: Account, { form, on }: WaitingForm): Promise<string> => {
      const at = world.now()
      const id = world.newId()
      await db.deleteFrom('teamsWaitingForms').where('expiresAt', '<=', at).execute()
      await db
        .insertInto('teamsWaitingForms')
        .values({
          id,
          tenant,
          userRef: user,
          form: storable(form),
          onRef: on,
          expiresAt: new Date(at.getTime() + WAITS_MS),
        })
        .execute()
      return id
    },

    /** Only for whom it was kept: the id stands in a button's payload. */
    find: async ({ tenant, user }: Account, id: string): Promise<WaitingForm | null> => {
      const row = await db
        .selectFrom('teamsWaitingForms')
        .select(['form', 'onRef'])
        .where('id', '=', id)
        .where('tenant', '=', tenant)
        .where('userRef', '=', user)
        .where('expiresAt', '>', world.now())
        .executeTakeFirst()
      const form = Form.safeParse(row?.form).data
      return row === undefined || form === undefined ? null : { form, on: row.onRef }
    },
  }
}

export type WaitingForms = ReturnType<typeof createWaitingForms>
