import type { Json } from '../fake-slack/json.ts'
import type { FarEnd } from './far-end.ts'
import type { Person } from './person.ts'

/** Puts the app in a team, and lets people of it speak there. */
export async function inTeam(far: FarEnd, tenant: string, members: readonly Person[]) {
  const team = far.directory.addTeam(
    tenant,
    members.map(({ id }) => id),
  )
  const activity = (type: string, from: Person, conversation: string): Json => ({
    type,
    id: `f:${crypto.randomUUID()}`,
    timestamp: new Date(far.clock.now()).toISOString(),
    channelId: 'msteams',
    serviceUrl: far.serviceUrl(tenant),
    from: { id: from.account().teamsId, name: from.name, aadObjectId: from.id },
    conversation: {
      isGroup: true,
      conversationType: 'channel',
      tenantId: tenant,
      id: conversation,
    },
    recipient: { id: far.botId, name: 'Cascade' },
    channelData: {
      tenant: { id: tenant },
      team: { id: team.id, name: 'A team' },
      channel: { id: team.id },
    },
  })
  const [adder] = members
  if (adder === undefined) throw new Error('Nobody is in the team')
  await far.toApp.tell({
    ...activity('conversationUpdate', adder, team.id),
    membersAdded: [{ id: far.botId }],
  })
  await far.toApp.tell({ ...activity('installationUpdate', adder, team.id), action: 'add' })

  return {
    id: team.id,
    /** In a channel the bot hears only what names it. Starts a thread, which it may answer in. */
    mention: async (who: Person, text: string) => {
      const id = far.conversations.newId()
      const thread = far.conversations.find(`${team.id};messageid=${id}`)
      if (thread === null) throw new Error('There is no such team')
      const mention = '<at>Cascade</at>'
      const said = {
        ...activity('message', who, thread.id),
        id,
        text: `${mention} ${text}`,
        textFormat: 'plain',
        entities: [
          { type: 'mention', mentioned: { id: far.botId, name: 'Cascade' }, text: mention },
        ],
      }
      far.conversations.post(thread, id, who.id, said)
      return { thread: thread.id, answer: await far.toApp.tell(said) }
    },
    uninstall: async () => {
      far.directory.teams.delete(team.id)
      return far.toApp.tell({
        ...activity('installationUpdate', adder, team.id),
        action: 'remove',
      })
    },
  }
}
