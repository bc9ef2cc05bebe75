/** What an install of Cascade is given when a test does not say otherwise. */
export const USUAL_SCOPES: readonly string[] = [
  'chat:write',
  'commands',
  'im:history',
  'im:write',
  'users:read',
  'users:read.email',
]

/** Slack's rate tiers by method, and the scope that each method needs. */
export type Rule = Readonly<{ tier: 1 | 2 | 3 | 4 | 'post' | 'none'; scope: string | null }>

export const RULES: Readonly<Record<string, Rule>> = {
  'api.test': { tier: 4, scope: null },
  'auth.test': { tier: 'none', scope: null },
  'auth.revoke': { tier: 3, scope: null },
  'apps.uninstall': { tier: 1, scope: null },
  'chat.postMessage': { tier: 'post', scope: 'chat:write' },
  'chat.postEphemeral': { tier: 4, scope: 'chat:write' },
  'chat.update': { tier: 3, scope: 'chat:write' },
  'chat.delete': { tier: 3, scope: 'chat:write' },
  'conversations.open': { tier: 3, scope: 'im:write' },
  'conversations.history': { tier: 3, scope: 'im:history' },
  'conversations.replies': { tier: 3, scope: 'im:history' },
  'users.info': { tier: 4, scope: 'users:read' },
  'users.list': { tier: 2, scope: 'users:read' },
  'users.lookupByEmail': { tier: 3, scope: 'users:read.email' },
  'views.open': { tier: 4, scope: null },
  'views.push': { tier: 4, scope: null },
  'views.update': { tier: 4, scope: null },
  'views.publish': { tier: 4, scope: null },
  'team.info': { tier: 3, scope: 'team:read' },
  'oauth.v2.access': { tier: 4, scope: null },
  'apps.connections.open': { tier: 1, scope: null },
}
