import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { databases } from '#test/support/database.ts'
import { type Column, differences, readSchemaTypes } from '#test/support/schema-types.ts'

const SOURCES = [
  'src/kernel/schema.ts',
  'src/kernel/account-tables.ts',
  'src/kernel/delivery-tables.ts',
  'src/kernel/library-tables.ts',
  'src/kernel/organisation-tables.ts',
  'src/kernel/consent-tables.ts',
  'src/kernel/attention-tables.ts',
  'src/kernel/approval-tables.ts',
  'src/kernel/ballot-tables.ts',
  'src/kernel/feed-tables.ts',
  'src/kernel/forum-tables.ts',
  'src/kernel/consultation-tables.ts',
  'src/kernel/meeting-tables.ts',
  'src/kernel/event-tables.ts',
  'src/kernel/version-tables.ts',
  'src/kernel/opportunity-tables.ts',
  'src/kernel/response-tables.ts',
  'adapters/web/tables.ts',
  'adapters/slack/tables.ts',
  'adapters/teams/tables.ts',
]
const ROOT = join(import.meta.dirname, '../..')

async function declaredColumns(): Promise<readonly Column[]> {
  const sources = await Promise.all(SOURCES.map((file) => readFile(join(ROOT, file), 'utf8')))
  return sources.flatMap((source) =>
    // An adapter, or a part of the core, names its list of tables after itself and writes it on one line.
    readSchemaTypes(
      source.replace(/export type \w+Tables = /, 'export type Tables = ').replaceAll('; ', '\n'),
    ),
  )
}

describe.each(databases())('the schema on $name', ({ open }) => {
  let database: Database
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())

  test('is what the migrations make', async () => {
    const { rows } = await sql<{ tableName: string; columnName: string; isNullable: string }>`
      select table_name, column_name, is_nullable from information_schema.columns
      where table_schema = 'public' and table_name not like 'kysely_migration%'`.execute(
      database.db,
    )
    const real = rows.map(({ tableName, columnName, isNullable }) => ({
      table: tableName,
      column: columnName,
      nullable: isNullable === 'YES',
    }))
    expect(real.length).toBeGreaterThan(80)
    expect(differences(await declaredColumns(), real)).toEqual({
      onlyInTypes: [],
      onlyInDatabase: [],
    })
  })
})

describe('the comparison', () => {
  const source = `
    export type PeopleTable = {
      id: Immutable<string>
      /** A comment: with a colon. */
      gpKind: GpKind
      leftAt: Date | null
    }
    export type Tables = { people: PeopleTable }`
  const real: readonly Column[] = [
    { table: 'people', column: 'id', nullable: false },
    { table: 'people', column: 'gp_kind', nullable: false },
    { table: 'people', column: 'left_at', nullable: true },
  ]

  test('agrees when they agree', () => {
    expect(differences(readSchemaTypes(source), real)).toEqual({
      onlyInTypes: [],
      onlyInDatabase: [],
    })
  })

  test('tells a column that is missing, new, or null where it was not', () => {
    const drifted = source.replace('gpKind: GpKind', 'kind: GpKind').replace(' | null', '')
    expect(differences(readSchemaTypes(drifted), real)).toEqual({
      onlyInTypes: ['people.kind not null', 'people.left_at not null'],
      onlyInDatabase: ['people.gp_kind not null', 'people.left_at or null'],
    })
  })

  test('refuses to compare nothing', () => {
    expect(() => readSchemaTypes('export interface Tables { people: PeopleTable }')).toThrow(
      'No tables',
    )
  })
})
