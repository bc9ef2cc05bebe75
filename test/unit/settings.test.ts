import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDatabasePlace } from '#src/config-database.ts'
import { readConfig, SETTINGS } from '#src/config.ts'

const file = async (name: string) => readFile(join(import.meta.dirname, '../..', name), 'utf8')

const problemsOf = (env: Readonly<Record<string, string>>): readonly string[] => {
  const read = readConfig(env)
  return read.ok ? [] : read.problems
}

test('the manual and the example say of every setting what it is, and of nothing that is none', async () => {
  const manual = await file('docs/operating.md')
  const inTables = [...manual.matchAll(/^\| (`[^|]*`) \|/gm)]
    .flatMap(([, cell = '']) => [...cell.matchAll(/`([A-Za-z_]+)`/g)].map(([, name = '']) => name))
    .filter((name) => /[A-Z]/.test(name))
  expect([...new Set(inTables)].toSorted()).toEqual([...SETTINGS].toSorted())
  const example = await file('.env.example')
  const inExample = [...example.matchAll(/^#?([A-Za-z][A-Za-z_]+)=/gm)].map(([, name = '']) => name)
  expect(inExample.toSorted()).toEqual([...SETTINGS].toSorted())
})

test('the example is settings that Cascade starts with, once the marks are taken away', async () => {
  const example = await file('.env.example')
  const given = Object.fromEntries(
    [...example.matchAll(/^#([A-Za-z][A-Za-z_]+)=(\S+)$/gm)]
      .map(([, name = '', value = '']) => [name, value] as const)
      .filter(([name]) => !/^(SLACK_|TEAMS_|Microsoft)/.test(name)),
  )
  expect(problemsOf(given)).toEqual([])
})

test.each([
  ['RETENTION_WORD_DAYS', 'RETENTION_WORDS_DAYS'],
  ['TEAMS_ALLOWED_TENANT', 'TEAMS_ALLOWED_TENANTS'],
  ['SUPRESSION_SECRET', 'SUPPRESSION_SECRET'],
  ['MICROSOFT_APP_ID', 'MicrosoftAppId'],
  ['SLACK_SIGNIN_SECRET', 'SLACK_SIGNING_SECRET'],
])('%s is not passed over: %s is asked about', (typed, meant) => {
  const value = '42'
  const problems = problemsOf({ [typed]: value })
  expect(problems).toContain(`${typed}: is not a setting; is ${meant} meant?`)
  expect(problems.join(' ')).not.toContain(value)
})

test('settings of other programs are left alone', () => {
  expect(problemsOf({ HOST: 'x', POST: '1', LOGLEVEL: 'loud', DATADIR: '/srv' })).toEqual([])
})

test('a command has the database before it that the process has, or says what is wrong', () => {
  const empty = { DATABASE_URL: ' ', DATA_DIR: '', DATABASE_SERVER: '' }
  expect(readDatabasePlace(empty)).toEqual(readDatabasePlace({}))
  expect(readDatabasePlace({})).toMatchObject({
    place: { databaseUrl: null, dataDir: './data', databaseServer: 'postgres' },
  })
  const wrong = readDatabasePlace({ DATABASE_SERVER: 'oracle', DATABASE_URL: 'mysql://x' })
  expect(wrong).toEqual({
    ok: false,
    problems: [
      'DATABASE_URL: must start with postgres:// or postgresql://',
      'DATABASE_SERVER: must be postgres, citus or yugabytedb',
    ],
  })
})
