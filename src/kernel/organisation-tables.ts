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

/** What is so from a day on: a successor takes over, a practice is no longer in a PCN, an organisation is closed. */
export type OrganisationChangesTable = {
  id: Generated<number>
  kind: Immutable<'succession' | 'move' | 'closure'>
  /** Which is succeeded, moves or closes. */
  organisation: Immutable<string>
  /** The successor, or what it moved away from; null for a closure. */
  other: Immutable<string | null>
  day: string
  /** When people were moved and told; null while it is to come. */
  doneAt: Date | null
}

export type OrganisationTables = {
  organisationChanges: OrganisationChangesTable
  organisations: OrganisationsTable
  memberships: MembershipsTable
}
