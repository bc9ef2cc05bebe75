import { describe, expect, test } from 'vitest'
import { codeOf, importsOf, readSources, type Source, stringsOf } from './support/sources.ts'

/** Which room a file is in, and what of the repository that room may import. A file in no room fails. */
const ROOMS: readonly (readonly [name: string, is: RegExp, mayImport: RegExp])[] = [
  ['start', /^src\/(main|start|cli)\.ts$/, /^(src|adapters)\//],
  ['config', /^src\/config(-[a-z]+)?\.ts$/, /^src\/(kernel\/|chat\/|config-)/],
  ['kernel', /^src\/kernel\//, /^src\/kernel\//],
  ['chat', /^src\/chat\//, /^src\/(chat\/|kernel\/(london|words|refusal)\.ts$)/],
  ['pages', /^src\/pages\//, /^src\/(pages|kernel|chat)\//],
  [
    'a capability',
    /^src\/(app|approvals|attention|ballots|calendar|people|organisations|subscriptions|broadcasts|versions|delivery|digests|reminders|responses|library|opportunities|consultations|events|forums|meetings|sessions|reports|privacy|feeds|demo|operate)\//,
    /^src\/(?!main\.ts|start\.ts|cli\.ts|config\.ts)/,
  ],
  [
    'slack',
    /^adapters\/slack\//,
    /^(adapters\/slack\/|src\/(chat|pages)\/|src\/kernel\/(world|log|london|words)\.ts$)/,
  ],
  [
    'teams',
    /^adapters\/teams\//,
    /^(adapters\/teams\/|src\/(chat|pages)\/|src\/kernel\/(world|log|london|words)\.ts$)/,
  ],
  [
    'web',
    /^adapters\/web\//,
    /^(adapters\/web\/|src\/(chat|pages)\/|src\/kernel\/(world|log|london|words)\.ts$)/,
  ],
  ['migrations', /^migrations\/\d{4}-[a-z-]+\.ts$/, /^never$/],
]

/** Files that decide or word things: pure, so that they are tested without a database. */
const PURE =
  /^src\/.*(\/(rules|cards|content|intents|forms|kind-names)|-cards?|-forms?)\.ts$|^src\/.*\/(kinds|rules|cards|forms)\//
const PURE_LEAVES =
  /^zod$|^src\/chat\/|^src\/kernel\/(refusal|london|words|schema|small-numbers)\.ts$/
const IMPURE = /^src\/(kernel|pages)\/|\/(store|handlers)\.ts$|-store\.ts$|^src\/[^/]+\.ts$/
/** Where SQL may be written. */
const SQL =
  /\/([a-z-]+-)?store\.ts$|^src\/(kernel|reports|demo|delivery|organisations)\/|^(adapters|migrations)\//
const CHANCE =
  /\bnew Date\(\s*\)|\bDate\.now\(|\bMath\.random\(|\brandomUUID\b|\bv[147]\b[^'\n]*from 'uuid'/
const LONGEST = 300

const inRepository = (to: string) => /^(src|adapters|migrations|test|bench)\//.test(to)
const roomOf = (path: string) => ROOMS.find(([, is]) => is.test(path))
const everyImport = (sources: readonly Source[]) => sources.flatMap(importsOf)
const said = ({ from, to }: Readonly<{ from: string; to: string }>) => `${from} imports ${to}`

type Rule = (sources: readonly Source[]) => readonly string[]

const inRooms: Rule = (sources) =>
  sources.length === 0
    ? ['no files']
    : sources.map(({ path }) => path).filter((path) => roomOf(path) === undefined)

const arrows: Rule = (sources) =>
  everyImport(sources)
    .filter(({ from, to }) => inRepository(to) && roomOf(from)?.[2].test(to) === false)
    .map(said)

/** A pure file may use a neighbour, as long as that neighbour reaches nothing impure either. */
const pure: Rule = (sources) => {
  const imports = Map.groupBy(everyImport(sources), ({ from }) => from)
  const visit = (path: string, seen: Set<string>): readonly string[] => {
    if (seen.has(path)) return []
    seen.add(path)
    return (imports.get(path) ?? []).flatMap((one) => {
      if (PURE_LEAVES.test(one.to)) return []
      return inRepository(one.to) && !IMPURE.test(one.to) ? visit(one.to, seen) : [said(one)]
    })
  }
  return sources.filter(({ path }) => PURE.test(path)).flatMap(({ path }) => visit(path, new Set()))
}

const noVendors: Rule = (sources) =>
  everyImport(sources)
    .filter(
      ({ from, to }) =>
        from.startsWith('src/') && /^(@slack\/|botbuilder|botframework|@microsoft\/)/.test(to),
    )
    .map(said)

const sqlInStores: Rule = (sources) =>
  everyImport(sources)
    .filter(({ from, to, types }) => /^(kysely|pg)(\/|$)/.test(to) && !types && !SQL.test(from))
    .map(said)

const noCycles: Rule = (sources) => {
  const values = everyImport(sources).filter(({ types }) => !types)
  const imports = Map.groupBy(values, ({ from }) => from)
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [[...trail.slice(trail.indexOf(path)), path].join(' → ')]
    if (done.has(path)) return []
    const found = (imports.get(path) ?? []).flatMap(({ to }) => visit(to, [...trail, path]))
    done.add(path)
    return found
  }
  return sources.flatMap(({ path }) => visit(path, []))
}

const without =
  (pattern: RegExp, door: RegExp): Rule =>
  (sources) =>
    sources
      .filter((source) => !door.test(source.path) && pattern.test(codeOf(source)))
      .map(({ path }) => path)

/** The NHS keeps "alert" for National Patient Safety Alerts. */
const noAlerts: Rule = (sources) =>
  sources
    .filter(({ path }) => PURE.test(path))
    .flatMap((source) => stringsOf(source).map((text) => ({ path: source.path, text })))
    .filter(({ text }) =>
      /\balerts?\b/i.test(text.replaceAll(/National Patient Safety Alerts?/g, '')),
    )
    .map(({ path, text }) => `${path}: ${text}`)

const short: Rule = (sources) =>
  sources.filter(({ text }) => text.split('\n').length - 1 > LONGEST).map(({ path }) => path)

const planted = (path: string, text: string): readonly Source[] => [{ path, text }]

/** Each rule, and sources that it must refuse: a rule that cannot fail proves nothing. */
const RULES: readonly (readonly [
  rule: string,
  faults: Rule,
  faulty: readonly (readonly Source[])[],
])[] = [
  [
    'every file is in a room',
    inRooms,
    [[], planted('src/helpers/text.ts', ''), planted('migrations/first.ts', '')],
  ],
  [
    'imports follow the rooms',
    arrows,
    [
      planted('src/delivery/engine.ts', "import { slack } from '#adapters/slack/platform.ts'"),
      planted('adapters/web/platform.ts', "import { escape } from '../slack/render.ts'"),
      planted('adapters/web/platform.ts', "import type { Db } from '#src/kernel/db.ts'"),
      planted('adapters/web/platform.ts', "import { findPerson } from '#src/people/store.ts'"),
      planted('src/kernel/log.ts', "import { Message } from '#src/chat/message.ts'"),
      planted(
        'migrations/0001-first.ts',
        "import { KINDS } from '../src/broadcasts/kind-names.ts'",
      ),
    ],
  ],
  [
    'rules and cards reach nothing but words and shapes',
    pure,
    [
      planted('src/people/rules.ts', "import { find } from './store.ts'"),
      planted('src/people/cards.ts', "import type { Db } from '#src/kernel/db.ts'"),
      planted('src/broadcasts/kinds/pathway.ts', "import { sql } from 'kysely'"),
      planted('src/people/intents.ts', "import { Hono } from 'hono'"),
      [
        ...planted('src/people/rules.ts', "import { a } from './a.ts'"),
        ...planted('src/people/a.ts', "import { readFile } from 'node:fs'"),
      ],
    ],
  ],
  [
    'the core uses no vendor SDK',
    noVendors,
    [planted('src/chat/message.ts', "import type { Block } from '@slack/types'")],
  ],
  [
    'SQL is written in stores',
    sqlInStores,
    [
      planted('src/people/handlers.ts', "import { type Kysely, sql } from 'kysely'"),
      planted('src/app/receive.ts', "import\n  pg\nfrom 'pg'"),
    ],
  ],
  [
    'no imports go round',
    noCycles,
    [
      [
        ...planted('src/app/a.ts', "import { b } from './b.ts'"),
        ...planted('src/app/b.ts', "export * from './a.ts'"),
      ],
    ],
  ],
  [
    'only the world knows the time and makes ids and chance',
    without(CHANCE, /^src\/kernel\/world\.ts$/),
    [
      planted('src/people/rules.ts', 'const at = new Date()'),
      planted('adapters/web/inbox.ts', 'const id = crypto.randomUUID()'),
      planted('src/app/a.ts', "import { v7 } from 'uuid'"),
    ],
  ],
  [
    'only the start reads the environment',
    without(/\bprocess\.env\b/, /^src\/(main|cli)\.ts$/),
    [planted('src/config.ts', "process.env['PORT']")],
  ],
  [
    'nothing of ours is called an alert',
    noAlerts,
    [
      planted('src/people/cards.ts', "const title = 'New alert'"),
      planted('src/people/cards.ts', 'const a = `${n} Alerts`'),
    ],
  ],
  [
    `no file is over ${LONGEST} lines`,
    short,
    [planted('src/app/long.ts', '\n'.repeat(LONGEST + 1))],
  ],
]

describe.each(RULES)('%s', (_, faults, faulty) => {
  test('holds', () => {
    expect(faults(readSources('src', 'adapters', 'migrations'))).toEqual([])
  })

  test.each(faulty.map((sources) => ({ sources })))('can fail: $sources', ({ sources }) => {
    expect(faults(sources)).not.toEqual([])
  })
})

test('what the rules allow is allowed', () => {
  const innocent: readonly Source[] = [
    {
      path: 'src/people/rules.ts',
      text: "import type { A } from './actor.ts'\n// new Date() is for the world",
    },
    { path: 'src/people/actor.ts', text: "import type { RoleName } from '#src/kernel/schema.ts'" },
    { path: 'src/people/handlers.ts', text: "import type { Transaction } from 'kysely'" },
    { path: 'src/people/cards.ts', text: "const title = 'A National Patient Safety Alert'" },
  ]
  expect(RULES.flatMap(([, faults]) => faults(innocent))).toEqual([])
})

test('tests too are short', () => {
  expect(short(readSources('test', 'bench'))).toEqual([])
})
