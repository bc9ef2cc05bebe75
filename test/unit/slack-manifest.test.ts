import type { AppsManifestValidateArguments } from '@slack/web-api'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { EVENTS_PATH } from '#adapters/slack/routes.ts'
import { NEEDED } from '#adapters/slack/scopes.ts'

/** Slack's limits for a manifest. Nothing unknown is let through: an unquoted comma makes a new key. */
const text = (max: number) => z.string().min(1).max(max)
const address = z.url({ protocol: /^https$/ })

const Manifest = z.strictObject({
  display_information: z.strictObject({
    name: text(35),
    description: text(140),
    long_description: z.string().min(175).max(4000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.literal(true),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.literal(false),
    }),
    bot_user: z.strictObject({
      display_name: z.string().regex(/^[\w .-]{1,80}$/),
      always_online: z.boolean(),
    }),
    shortcuts: z
      .array(
        z.strictObject({
          name: text(24),
          type: z.literal('message'),
          callback_id: text(255),
          description: text(150),
        }),
      )
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
          url: address,
          description: text(2000),
          usage_hint: text(1000),
          should_escape: z.literal(true),
        }),
      )
      .max(50),
  }),
  oauth_config: z.strictObject({
    redirect_urls: z.array(address).min(1).max(1000),
    scopes: z.strictObject({ bot: z.array(text(100)) }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({
      request_url: address,
      bot_events: z.array(text(100)).max(100),
    }),
    interactivity: z.strictObject({
      is_enabled: z.literal(true),
      request_url: address,
      message_menu_options_url: address,
    }),
    org_deploy_enabled: z.literal(true),
    socket_mode_enabled: z.literal(false),
    token_rotation_enabled: z.literal(false),
  }),
})

/** Slack's own type, which knows the names of scopes and events: a wrong one below does not compile. */
type Official = Exclude<AppsManifestValidateArguments['manifest'], string>
type BotScope = NonNullable<
  NonNullable<NonNullable<Official['oauth_config']>['scopes']>['bot']
>[number]
type BotEvent = NonNullable<
  NonNullable<NonNullable<Official['settings']>['event_subscriptions']>['bot_events']
>[number]

/** What each call of the adapter needs, from Slack's reference of methods. */
const NEEDED_BY: Readonly<Record<string, readonly BotScope[]>> = {
  'api.test': [],
  'auth.test': [],
  'oauth.v2.access': [],
  'apps.connections.open': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.open': ['im:write'],
  'conversations.history': ['im:history'],
  'users.lookupByEmail': ['users:read.email', 'users:read'],
  'views.open': [],
  'views.publish': [],
}

/** What each event needs, and how the code that hears it says so. */
const HEARD = {
  app_home_opened: [],
  app_uninstalled: [],
  'message.im': ['im:history'],
  tokens_revoked: [],
  user_change: ['users:read'],
} satisfies Partial<Record<BotEvent, readonly BotScope[]>>
const SCOPES_OF = new Map<string, readonly BotScope[]>(Object.entries(HEARD))

const ROOT = join(import.meta.dirname, '../..')
const manifest = async () =>
  Manifest.parse(parse(await readFile(join(ROOT, 'manifest.yml'), 'utf8')))

async function sources(): Promise<string> {
  const folder = join(ROOT, 'adapters/slack')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'))
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('\n')
}

test('is within the limits of a manifest', async () => {
  expect((await manifest()).display_information.name).toBe('Cascade')
})

test('every address is where this app listens', async () => {
  const { features, oauth_config: oauth, settings } = await manifest()
  const listening = [
    ...features.slash_commands.map(({ url }) => url),
    settings.event_subscriptions.request_url,
    settings.interactivity.request_url,
    settings.interactivity.message_menu_options_url,
  ]
  expect(new Set(listening.map((url) => new URL(url).pathname))).toEqual(new Set([EVENTS_PATH]))
  expect(oauth.redirect_urls.map((url) => new URL(url).pathname)).toEqual(['/slack/oauth_redirect'])
})

test('asks for the scopes that the code needs, and for no more', async () => {
  const { features, oauth_config: oauth, settings } = await manifest()
  const called = [...(await sources()).matchAll(/method: '(\w+\.[\w.]+)'/g)].map(
    ([, name = '']) => name,
  )
  expect(called.length).toBeGreaterThan(5)
  expect(called.filter((name) => !(name in NEEDED_BY))).toEqual([])
  expect(Object.keys(NEEDED_BY).filter((name) => !called.includes(name))).toEqual([])
  const needed = new Set([
    ...called.flatMap((name) => NEEDED_BY[name] ?? []),
    ...settings.event_subscriptions.bot_events.flatMap((name) => SCOPES_OF.get(name) ?? []),
    ...(features.slash_commands.length + features.shortcuts.length > 0 ? ['commands'] : []),
  ])
  expect([...needed].toSorted()).toEqual(oauth.scopes.bot.toSorted())
  expect([...NEEDED].toSorted()).toEqual(oauth.scopes.bot.toSorted())
})

test('subscribes to the events that the code hears, and to no more', async () => {
  const { settings } = await manifest()
  expect(settings.event_subscriptions.bot_events.toSorted()).toEqual(Object.keys(HEARD).toSorted())
  const code = await sources()
  for (const name of Object.keys(HEARD))
    expect(code, name).toContain(`literal('${name.replace('.im', '')}')`)
})

test('its command and its shortcut are those that the code knows', async () => {
  const { features } = await manifest()
  expect(features.slash_commands.map(({ command }) => command)).toEqual(['/cascade'])
  const code = await sources()
  for (const { callback_id: id } of features.shortcuts) expect(code).toContain(`'${id}'`)
})
