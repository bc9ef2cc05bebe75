import { type Kysely, sql } from 'kysely'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import type { Installation, Installations, NewInstallation } from './installations.ts'
import { meansTokenIsBad } from './outcome.ts'
import { tellMissing } from './scopes.ts'
import type { SlackTables } from './tables.ts'
import type { TokenVault } from './token-vault.ts'
import type { SlackApi } from './transport.ts'

type Deps = Readonly<{
  db: Kysely<SlackTables>
  api: SlackApi
  vault: TokenVault
  world: World
  log: Log
}>

/** How long what is known of an installation is used without asking: another process may have seen it go. */
const REMEMBERED_MS = 15_000

type Known = Readonly<{ installation: Installation | null; until: number }>

/** Many workspaces, each installed through OAuth, and whole organisations. */
export function manyWorkspaces({ db, api, vault, world, log }: Deps): Installations {
  const known = new Map<string, Known>()
  const enterprises = new Map<string, string>()

  async function load(id: string): Promise<Installation | null> {
    const row = await db
      .selectFrom('slackInstallations')
      .selectAll()
      .where('id', '=', id)
      .where('goneAt', 'is', null)
      .executeTakeFirst()
    if (row === undefined) return null
    const token = vault.open(row.token, id)
    if (token === null) {
      log.warn('slack.token-locked', { installation: id })
      return null
    }
    return { id, token, botUser: row.botUser, scopes: row.scopes.split(',') }
  }

  async function find(id: string): Promise<Installation | null> {
    const at = world.now().getTime()
    const remembered = known.get(id)
    if (remembered !== undefined && at < remembered.until) return remembered.installation
    const installation = await load(id)
    known.set(id, { installation, until: at + REMEMBERED_MS })
    return installation
  }

  async function learn(team: string, enterprise: string): Promise<void> {
    if (enterprises.get(team) === enterprise) return
    await db
      .insertInto('slackWorkspaces')
      .values({ team, enterprise })
      .onConflict((on) => on.column('team').doUpdateSet({ enterprise }))
      .execute()
    enterprises.set(team, enterprise)
  }

  async function enterpriseOf(team: string): Promise<string | null> {
    const remembered = enterprises.get(team)
    if (remembered !== undefined) return remembered
    const row = await db
      .selectFrom('slackWorkspaces')
      .select('enterprise')
      .where('team', '=', team)
      .executeTakeFirst()
    if (row !== undefined) enterprises.set(team, row.enterprise)
    return row?.enterprise ?? null
  }

  async function letGo(id: string, at: Date): Promise<void> {
    await db
      .updateTable('slackInstallations')
      .set({ goneAt: at })
      .where('id', '=', id)
      .where('installedAt', '<=', at)
      .where('goneAt', 'is', null)
      .execute()
    known.delete(id)
  }

  /** Seals again what an older key sealed, so that the key can be thrown away. */
  async function sealAgain(): Promise<void> {
    const rows = await db.selectFrom('slackInstallations').select(['id', 'token']).execute()
    for (const { id, token: sealed } of rows.filter((row) => vault.isOld(row.token))) {
      const token = vault.open(sealed, id)
      if (token === null) log.warn('slack.token-locked', { installation: id })
      else
        await db
          .updateTable('slackInstallations')
          .set({ token: vault.seal(token, id) })
          .where('id', '=', id)
          // Another process may have saved a new token meanwhile.
          .where('token', '=', sealed)
          .execute()
    }
  }

  return {
    start: async () => {
      await sealAgain()
      const rows = await db
        .selectFrom('slackInstallations')
        .select('id')
        .where('goneAt', 'is', null)
        .execute()
      for (const { id } of rows) {
        const installation = await find(id)
        if (installation !== null) tellMissing(log, installation)
      }
    },

    at: async ({ team, enterprise }) => {
      const own = await find(team)
      if (own !== null || enterprise === null) return own
      const wide = await find(enterprise)
      if (wide !== null) await learn(team, enterprise)
      return wide
    },

    of: async (team) => {
      const own = await find(team)
      if (own !== null) return own
      const enterprise = await enterpriseOf(team)
      return enterprise === null ? null : find(enterprise)
    },

    teams: async () => {
      const rows = await db
        .selectFrom('slackInstallations as i')
        .leftJoin('slackWorkspaces as w', 'w.enterprise', 'i.id')
        .where('i.goneAt', 'is', null)
        .select(['i.id', 'w.team'])
        .execute()
      return [...new Set(rows.flatMap(({ id, team }) => team ?? (id.startsWith('T') ? id : [])))]
    },

    save: async ({ id, appId, botUser, token, scopes }: NewInstallation) => {
      const rest = {
        appId,
        botUser,
        token: vault.seal(token, id),
        scopes: scopes.join(','),
        installedAt: world.now(),
        goneAt: null,
      }
      await db
        .insertInto('slackInstallations')
        .values({ id, ...rest })
        .onConflict((on) => on.column('id').doUpdateSet(rest))
        .execute()
      known.delete(id)
    },

    gone: async ({ team, enterprise }, at) => {
      const own = await load(team)
      await letGo(own === null && enterprise !== null ? enterprise : team, at)
      log.info('slack.removed', { installation: team })
    },

    doubt: async ({ id, token }) => {
      const answer = await api.call({ method: 'auth.test', token, args: {} })
      if (meansTokenIsBad(answer)) await letGo(id, world.now())
    },

    healthy: async () => {
      await sql`select 1 from slack_installations limit 1`.execute(db)
      // Needs no token: whether Slack answers is asked, and not whether one of many workspaces has gone.
      const answer = await api.call({ method: 'api.test', token: null, args: {} })
      return answer.is === 'ok' || answer.is === 'refused' || answer.is === 'limited'
    },
  }
}
