import { z } from 'zod'
import { type Capability, holdsAnyRole, on } from '#src/app/capability.ts'
import { spoken } from '#src/app/commands.ts'
import { ask, refuse, say } from '#src/app/turn.ts'
import type { ChatPlatform } from '#src/chat/chat-platform.ts'
import { withErrors } from '#src/chat/form.ts'
import { line, readForm } from '#src/chat/read-form.ts'
import { notify } from '#src/delivery/notice-store.ts'
import type { Db } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { accountHash } from './consents/suppression.ts'
import { isSuppressed } from './consents/suppression-store.ts'
import { Invite, SubmitInvite } from './intents.ts'
import {
  invitationCard,
  type Invited,
  invitedCard,
  inviteForm,
  lookingCard,
} from './invite-cards.ts'
import { addInvitation, dropInvitation, isMembersAccount } from './invite-store.ts'
import { personById, writeAudit } from './store.ts'

const INVITE = 'invite'

const InviteForm = z.object({
  email: line('The e-mail address', 200)
    .transform((email) => email.toLowerCase())
    .refine((email) => z.email().safeParse(email).success, {
      error: 'Enter an e-mail address, like name@nhs.net',
    }),
})

const InviteJob = z.strictObject({ email: z.string(), by: z.uuid() })
type InviteJob = z.infer<typeof InviteJob>

const ROLE_ONLY = {
  happened: 'Only somebody with a role invites others',
  next: 'Tell your colleague to open a chat with me and type join.',
}

/** Asking colleagues to join, found at the platform by their e-mail address. */
export const invitations: Capability = {
  topic: 'account',
  handlers: [
    on(Invite, async (turn) =>
      turn.actor.roles.length > 0 ? [ask(inviteForm())] : refuse(ROLE_ONLY),
    ),
    on(
      SubmitInvite,
      async (turn, _, values) => {
        if (turn.actor.roles.length === 0) return refuse(ROLE_ONLY)
        const read = readForm(InviteForm, values)
        if (!read.ok) return [ask(withErrors(inviteForm(), values, read.errors))]
        // Asking the platform takes a network call, and no transaction is open during one.
        await turn.queue.add(turn.db, INVITE, [
          { data: { email: read.value.email, by: turn.me.id } satisfies InviteJob },
        ])
        await writeAudit(turn.db, turn.at, turn.me.id, 'person.invited', `person:${turn.me.id}`)
        return [say(lookingCard())]
      },
      async (turn) => (turn.actor.roles.length > 0 ? inviteForm() : null),
    ),
  ],
  commands: [
    {
      words: ['invite'],
      usage: 'invite name@nhs.net',
      does: 'Ask a colleague to join, by their e-mail address',
      offered: holdsAnyRole,
      read: (rest) =>
        rest.trim() === '' ? spoken(Invite({})) : spoken(SubmitInvite({}), { email: rest }),
    },
  ],
  redraws: [],
}

type Deps = Readonly<{
  db: Db
  queue: Queue
  world: World
  log: Log
  platforms: readonly ChatPlatform[]
  /** What accounts that want nothing more are kept under. */
  secret: string
}>

/** Takes up invitations from the queue. The address in such a job is gone with it. */
export async function startInviting(deps: Deps): Promise<void> {
  const { db, queue, world, log } = deps
  await queue.work(INVITE, { concurrency: 1, retryLimit: 5, keepSeconds: 1 }, async (data) => {
    const job = InviteJob.parse(data)
    const inviter = await personById(db, job.by)
    if (inviter === null) return
    const invited = await invite(deps, job, inviter.name)
    await db.transaction().execute(async (tx) => {
      await notify(
        { db: tx, queue, at: world.now(), newId: world.newId },
        job.by,
        'invited',
        invitedCard(invited),
      )
    })
    log.info('person.invited', { by: job.by, result: invited })
  })
}

async function invite(
  { db, world, platforms, secret }: Deps,
  job: InviteJob,
  inviter: string,
): Promise<Invited> {
  const results: Invited[] = []
  const found: [ChatPlatform, Account][] = []
  // All are asked before anybody is written to: an answer that must wait repeats nothing.
  for (const platform of platforms) {
    const search = await platform.findByEmail(job.email)
    if (search.is === 'later') throw new Error('The platform asked to wait')
    if (search.is === 'cannot-tell') results.push('cannot-ask')
    else if (search.accounts.length === 0) results.push('nobody')
    else for (const account of search.accounts) found.push([platform, account])
  }
  for (const [platform, account] of found) results.push(await inviteOne(platform, account))
  return ORDER.find((one) => results.includes(one)) ?? 'nobody'

  async function inviteOne(
    platform: ChatPlatform,
    { who, reachableAt }: Account,
  ): Promise<Invited> {
    if (await isMembersAccount(db, who)) return 'member'
    if (await isSuppressed(db, accountHash(secret, who), 'invitation')) return 'asked-before'
    // Written first: asked at most once, even if the answer never comes.
    if (!(await addInvitation(db, who, job.by, world.now()))) return 'asked-before'
    const outcome = await platform.send(reachableAt, invitationCard(inviter), world.newId())
    if (outcome.is === 'sent' || outcome.is === 'unknown') return 'sent'
    // It surely did not arrive, so they may be asked again.
    await dropInvitation(db, who)
    return 'not-delivered'
  }
}

type Account = Extract<
  Awaited<ReturnType<ChatPlatform['findByEmail']>>,
  { is: 'found' }
>['accounts'][number]

/** With several platforms and tenants, what the inviter most wants to know. */
const ORDER: readonly Invited[] = [
  'sent',
  'member',
  'asked-before',
  'not-delivered',
  'nobody',
  'cannot-ask',
]
