import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EVENTS_PATH } from '#adapters/slack/routes.ts'
import { MESSAGES_PATH } from '#adapters/teams/routes.ts'
import { eventRoutes } from '#src/events/routes.ts'
import { forumRoutes } from '#src/forums/routes.ts'
import type { Db } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { realWorld } from '#src/kernel/world.ts'
import { meetingRoutes } from '#src/meetings/routes.ts'
import { assetRoutes, PAGE_ASSETS } from '#src/pages/assets.ts'
import { dataRoutes } from '#src/people/rights/routes.ts'
import { reportRoutes } from '#src/reports/routes.ts'

/** Asked for nothing: only the addresses are looked at. */
const none = new Proxy({}, { get: () => undefined }) as Db
const deps = {
  db: none,
  secret: 'x'.repeat(32),
  publicUrl: 'https://cascade.example.nhs.uk',
  world: realWorld,
  log: silentLog,
}

/** The first part of every address that a link on a card leads to, or that a platform calls. */
const paths = (): readonly string[] => {
  const pages = [reportRoutes, dataRoutes, forumRoutes, meetingRoutes, eventRoutes]
    .flatMap((make) => make(deps).routes)
    .concat(assetRoutes(PAGE_ASSETS).routes)
    .map(({ path }) => `/${path.split('/')[1] ?? ''}/`)
  return [...new Set([...pages, '/slack/'])].toSorted()
}

test('the manual says of every address that people and platforms need that a proxy has to let it through', async () => {
  const manual = await readFile(join(import.meta.dirname, '../../docs/operating.md'), 'utf8')
  const proxy = /@cascade path (.*)/.exec(manual)?.[1] ?? ''
  const passed = proxy.trim().split(/\s+/).toSorted()
  expect(passed).toEqual([...paths().map((path) => `${path}*`), MESSAGES_PATH].toSorted())
  expect(EVENTS_PATH.startsWith('/slack/')).toBe(true)
})

test('nothing on that list is the local chat, health or figures', () => {
  expect(paths().filter((path) => /chat|health|ready|metrics|^\/\/$/.test(path))).toEqual([])
})
