import { describe, expect, test } from 'vitest'
import { DEFAULT_RETENTION, PERIODS } from '#src/config-retention.ts'
import { type Config, type ConfigRead, readConfig } from '#src/config.ts'

function configOf(read: ConfigRead): Config {
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return read.config
}

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  const read = readConfig(env)
  return read.ok ? [] : read.problems
}

const namesOf = (problems: readonly string[]) => problems.map((problem) => problem.split(':')[0])

describe('the settings', () => {
  test('are none at all on a first start: the embedded database, the demonstration and port 3000', () => {
    expect(configOf(readConfig({}))).toEqual({
      port: 3000,
      databaseUrl: null,
      databaseServer: 'postgres',
      dataDir: './data',
      publicUrl: null,
      suppressionSecret: null,
      retention: DEFAULT_RETENTION,
      slack: null,
      teams: null,
      localChat: true,
      demo: true,
      logLevel: 'info',
    })
  })

  test('are read as they are given, and a public address ends without a slash', () => {
    expect(
      configOf(
        readConfig({
          PORT: '8080',
          DATABASE_URL: 'postgresql://cascade@db/cascade',
          DATA_DIR: '/srv/cascade',
          PUBLIC_URL: 'https://cascade.example.nhs.uk//',
          LOCAL_CHAT: 'on',
          DEMO: 'on',
          LOG_LEVEL: 'silent',
        }),
      ),
    ).toEqual({
      port: 8080,
      databaseUrl: 'postgresql://cascade@db/cascade',
      databaseServer: 'postgres',
      dataDir: '/srv/cascade',
      publicUrl: 'https://cascade.example.nhs.uk',
      suppressionSecret: null,
      retention: DEFAULT_RETENTION,
      slack: null,
      teams: null,
      localChat: true,
      demo: true,
      logLevel: 'silent',
    })
  })

  test('bring no invented people into a server of somebody’s own, unless they are asked for', () => {
    const server = { DATABASE_URL: 'postgres://cascade@db/cascade' }
    expect(configOf(readConfig(server)).demo).toBe(false)
    expect(configOf(readConfig({ ...server, DEMO: 'on' })).demo).toBe(true)
    expect(configOf(readConfig({ DEMO: 'off' })).demo).toBe(false)
  })

  test('that are empty are settings that nobody made', () => {
    const names = ['PORT', 'DATABASE_URL', 'DATA_DIR', 'PUBLIC_URL', 'LOCAL_CHAT', 'DEMO']
    const empty = Object.fromEntries(
      [...names, 'LOG_LEVEL', 'SLACK_BOT_TOKEN', 'MicrosoftAppId'].map((name) => [name, '']),
    )
    expect(readConfig(empty)).toEqual(readConfig({}))
    expect(readConfig({ PORT: undefined })).toEqual(readConfig({}))
    expect(readConfig({ PORT: '  ', DATABASE_URL: ' ' })).toEqual(readConfig({}))
  })

  test('cannot be changed once they are read', () => {
    expect(Object.isFrozen(configOf(readConfig({})))).toBe(true)
  })

  test('that are not ours are left alone', () => {
    expect(readConfig({ HOME: '/home/somebody', PORTS: 'many' })).toEqual(readConfig({}))
  })
})

describe('wrong settings', () => {
  const WRONG = {
    PORT: 'hunter2',
    DATABASE_URL: 'mysql://cascade:hunter2@db',
    PUBLIC_URL: 'ftp://hunter2',
    LOCAL_CHAT: 'hunter2',
    DEMO: 'hunter2',
    LOG_LEVEL: 'hunter2',
    SLACK_BOT_TOKEN: 'hunter2',
    MicrosoftAppId: 'hunter2',
  }

  test('are all named at once, each with what it should be', () => {
    const problems = problemsOf(WRONG)
    expect(namesOf(problems)).toEqual(Object.keys(WRONG))
    expect(problems[0]).toBe('PORT: must be a whole number from 0 to 65535')
    expect(problems[1]).toBe('DATABASE_URL: must start with postgres:// or postgresql://')
    expect(problems[2]).toContain('must be a full address, like https://')
    expect(problems[3]).toBe('LOCAL_CHAT: must be on or off')
  })

  test('are never quoted: a password may have been put into the wrong one', () => {
    expect(problemsOf(WRONG).join('\n')).not.toContain('hunter2')
  })

  test('of a port are whatever is no whole number in its range', () => {
    for (const port of ['-1', '65536', '3000.5', '0x10', '1e3', '3000 ', 'three', '99999999999'])
      expect(namesOf(problemsOf({ PORT: port })), port).toEqual(port === '3000 ' ? [] : ['PORT'])
    expect(configOf(readConfig({ PORT: '0' })).port).toBe(0)
  })

  test('of a database are whatever is no PostgreSQL address', () => {
    for (const url of ['db', 'postgres:', 'postgres://', 'http://db', ':memory:', './data'])
      expect(namesOf(problemsOf({ DATABASE_URL: url })), url).toEqual(['DATABASE_URL'])
  })

  test('are a local chat switched off with nothing in its place, since nobody could talk to it', () => {
    expect(problemsOf({ LOCAL_CHAT: 'off' })).toEqual([
      'LOCAL_CHAT: is off and no platform is configured, so nobody could talk to Cascade',
    ])
  })

  test('of how long what is kept are whole days within what is safe', () => {
    for (const { setting, days, least, most } of Object.values(PERIODS)) {
      expect(least <= days && days <= most).toBe(true)
      for (const good of [least, days, most])
        expect(problemsOf({ [setting]: String(good) })).toEqual([])
      for (const bad of [String(least - 1), String(most + 1), '1.5', '-1', 'long', '1e3'])
        expect(namesOf(problemsOf({ [setting]: bad }))).toEqual([setting])
    }
    expect(configOf(readConfig({ RETENTION_WORDS_DAYS: '90' })).retention).toEqual({
      ...DEFAULT_RETENTION,
      words: 90,
    })
  })
})
