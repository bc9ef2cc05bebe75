import { blockProblems } from './block-limits.ts'
import type { FarEnd } from './far-end.ts'
import { type Json, listOf, textOf } from './json.ts'
import type { Stored } from './messages.ts'

type Target = Readonly<{
  team: string
  user: string
  channel: string
  /** What was pressed; null after a command. */
  on: Stored | null
  until: number
}> & { uses: number }

export type ResponseUrls = ReturnType<typeof createResponseUrls>

/** Where an app may answer what somebody did: five times within half an hour, without a token. */
export function createResponseUrls(far: FarEnd) {
  const targets = new Map<string, Target>()

  /** A message that answers, or one that replaces or removes what was pressed. */
  const say = (target: Pick<Target, 'team' | 'user' | 'channel' | 'on'>, said: Json): void => {
    const { on, team, user, channel } = target
    const blocks = listOf(said['blocks'])
    const text = textOf(said['text'])
    if (said['delete_original'] === true && on !== null) on.deleted = true
    else if (said['replace_original'] === true && on !== null)
      far.messages.change(on, { text, blocks })
    else {
      const install = far.workspaces.installFor(team)
      far.messages.post({
        channel,
        team,
        user: install?.botUser ?? '',
        bot: install?.botId ?? null,
        app: far.app.id,
        text,
        blocks,
        ephemeralTo: said['response_type'] === 'in_channel' ? null : user,
      })
    }
  }

  return {
    say,
    mint: (target: Omit<Target, 'until' | 'uses'>): string => {
      const path = `/actions/${target.team}/${far.newId('')}/${far.newId('r')}`
      targets.set(path, { ...target, until: far.clock.now() + 1_800_000, uses: 0 })
      return `${far.settings.url}${path}`
    },
    /** What the app is told of a post to such an address. */
    take: (path: string, said: Json): Readonly<{ status: number; text: string }> => {
      const target = targets.get(path)
      if (target === undefined) return { status: 404, text: 'no_team' }
      if (far.clock.now() > target.until) return { status: 404, text: 'expired_url' }
      if (target.uses >= 5) return { status: 404, text: 'used_url' }
      if (blockProblems(said['blocks'] ?? [], 50).length > 0)
        return { status: 400, text: 'invalid_blocks' }
      target.uses += 1
      say(target, said)
      return { status: 200, text: 'ok' }
    },
  }
}
