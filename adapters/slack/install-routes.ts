import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { z } from 'zod'
import { page, problem } from '#src/pages/layout.ts'
import { pageSecurity } from '#src/pages/security.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { SlackId } from './address.ts'
import { makeState, readState } from './install-state.ts'
import type { Installations, NewInstallation } from './installations.ts'
import { tellMissing } from './scopes.ts'
import type { SlackApi } from './transport.ts'

export type OAuth = Readonly<{
  clientId: string
  clientSecret: string
  stateSecret: string
  scopes: readonly string[]
}>

type Desk = Readonly<{
  oauth: OAuth
  api: SlackApi
  apiUrl: string
  publicUrl: string
  installations: Installations
  world: World
  log: Log
}>

const INSTALL = '/slack/install'
const REDIRECT = '/slack/oauth_redirect'
const COOKIE = 'cascade_slack_install'

const Access = z.object({
  access_token: z.string().startsWith('xoxb-').max(500),
  app_id: z.string().max(50),
  bot_user_id: z.string().max(50),
  scope: z.string().max(2000),
  team: z.object({ id: SlackId }).nullish(),
  enterprise: z.object({ id: SlackId }).nullish(),
  is_enterprise_install: z.boolean().nullish(),
})

/** "Add to Slack": many workspaces, and whole organisations, each by its own administrator. */
export function createInstallRoutes(desk: Desk): Hono {
  const { oauth, api, publicUrl, installations, world, log } = desk
  const routes = new Hono()
  const redirect = `${publicUrl}${REDIRECT}`
  const cookie = {
    path: '/slack',
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl.startsWith('https:'),
  } as const

  for (const path of [INSTALL, REDIRECT]) routes.use(path, ...pageSecurity)

  routes.get(INSTALL, (c) => {
    const nonce = world.newId()
    setCookie(c, COOKIE, nonce, { ...cookie, maxAge: 600 })
    const to = new URL('/oauth/v2/authorize', desk.apiUrl)
    to.search = new URLSearchParams({
      client_id: oauth.clientId,
      scope: oauth.scopes.join(','),
      redirect_uri: redirect,
      state: makeState(oauth.stateSecret, nonce, world.now()),
    }).toString()
    return c.redirect(to.href)
  })

  routes.get(REDIRECT, async (c) => {
    const nonce = readState(oauth.stateSecret, c.req.query('state') ?? '', world.now())
    const mine = nonce !== null && nonce === getCookie(c, COOKIE)
    deleteCookie(c, COOKIE, cookie)
    if (!mine)
      return refused(
        c,
        'Start the install again',
        'It was not started here, or it was started more than ten minutes ago. Nothing was installed.',
      )
    if (c.req.query('error') !== undefined)
      return refused(c, 'Cascade was not installed', 'Slack says that it was not allowed.')
    const installed = await exchange(c.req.query('code') ?? '')
    if (installed === null)
      return refused(
        c,
        'Slack did not complete the install',
        'Nothing was installed. Try again in a minute; if it goes on, whoever runs Cascade finds the reason in its log.',
      )
    await installations.save(installed)
    log.info('slack.installed', { installation: installed.id })
    tellMissing(log, installed)
    return c.html(installedPage(installed.appId, installed.id))
  })

  async function exchange(code: string): Promise<NewInstallation | null> {
    const answer = await api.call({
      method: 'oauth.v2.access',
      token: null,
      as: 'form',
      args: {
        client_id: oauth.clientId,
        client_secret: oauth.clientSecret,
        code,
        redirect_uri: redirect,
      },
    })
    const access = answer.is === 'ok' ? Access.safeParse(answer.body).data : undefined
    const wide = access?.is_enterprise_install === true
    const id = wide ? access.enterprise?.id : access?.team?.id
    if (access === undefined || id === undefined) {
      log.warn('slack.install-failed', {
        detail: answer.is === 'refused' ? answer.code : answer.is,
      })
      return null
    }
    return {
      id,
      token: access.access_token,
      botUser: access.bot_user_id,
      appId: access.app_id,
      scopes: access.scope.split(','),
    }
  }

  return routes
}

const refused = (c: Context, title: string, sentence: string) =>
  c.html(problem(title, sentence, INSTALL), 400)

const installedPage = (appId: string, id: string) => {
  const team = id.startsWith('T') ? `&team=${id}` : ''
  return page({
    title: 'Cascade is installed',
    body: html`<h1 class="nhsuk-heading-l">Cascade is installed</h1>
      <p>Everybody in your Slack workspace can use it now.</p>
      <p>
        Open Slack, and type <strong>/cascade join</strong> in any conversation. You are asked for
        your name and where you work, and what happens to it is said first.
      </p>
      <p>
        <a href="https://slack.com/app_redirect?app=${appId}${team}">Open Cascade in Slack</a>
      </p>`,
  })
}
