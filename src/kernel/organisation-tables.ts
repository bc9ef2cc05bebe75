import type { ColumnType, Generated } from 'kysely'
import type { Immutable, OrganisationKind } from './schema.ts'

export type OrganisationsTable = {
  code: Immutable<string>
  kind: OrganisationKind
  name: string
  postcode: string | null
  phone: string | null
  opened: string | null
  closed: string | null
  invented: Generated<boolean>
  /** What its name is found by. Made by the database. */
  nameWords: ColumnType<string, never, never>
}

/** `child` belonged to `parent` from `starts` until, not including, `ends`. Days as YYYY-MM-DD. */
export type MembershipsTable = {
  child: Immutable<string>
  parent: Immutable<string>
  starts: Immutable<string>
  ends: string | null
}

export type OrganisationTables = {
  organisations: OrganisationsTable
  memberships: MembershipsTable
}
