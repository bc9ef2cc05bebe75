import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSlackPlatform } from '#adapters/slack/platform.ts'
import type { SlackTables } from '#adapters/slack/tables.ts'
import { identityOf } from '#adapters/web/address.ts'
import type { Identity } from '#src/chat/chat-platform.ts'
import { eraseTaken, moveFromTaken } from '#src/people/accounts/store.ts'
import { realWorld } from '#src/kernel/world.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import {
  type FakeSlack,
  type Person,
  type Seen,
  startFakeSlack,
} from '#test/support/fake-slack/fake-slack.ts'
import { until } from '#test/support/process.ts'
import { codeIn } from '#test/support/link-code.ts'
import { keptLog, settled, tablesWith } from '#test/support/raw-chat.ts'
import { canSend, writeAnnouncement } from '#test/support/sending.ts'
import type { Visitor } from '#test/support/visitor.ts'

describe.each(oneDatabase())('one person on two platforms, on $name,', ({ open }) => {
  const { log, lines } = keptLog()
  let slack: FakeSlack
  let cascade: Cascade
  let amara: Visitor
  let there: Person
  let priya: Visitor
  let slackId: Identity

  beforeAll(async () => {
    slack = await startFakeSlack({ echoes: true })
    const team = slack.addWorkspace()
    const install = slack.install(team.id)
    const database = await open()
    cascade = await startCascade(database, {
      log,
      beside: (url) =>
        createSlackPlatform({
          db: database.db.withTables<SlackTables>(),
          world: realWorld,
          log,
          apiUrl: slack.apiUrl,
          signingSecret: slack.app.signingSecret,
          app: { botToken: install.token },
          appToken: null,
          publicUrl: url,
          sendsPerSecond: null,
        }),
    })
    slack.connectApp(cascade.url)
    await settled(database)
    amara = cascade.as('amara-okafor')
    priya = cascade.as('priya-raman')
    there = slack.person(team.id, slack.addUser(team.id, { id: 'U0AMARA' }).id)
    slackId = { platform: 'slack', tenant: team.id, user: there.id }
  })
  afterAll(async () => {
    await cascade.stop()
    await slack.close()
    await cascade.database.close()
  })

  const shown = async (words: string, ms = 20_000): Promise<Seen> => {
    const find = () => there.messages().findLast(({ plain }) => plain.includes(words))
    await until(`a card with “${words}” on Slack`, async () => find() !== undefined, ms)
    const found = find()
    if (found === undefined) throw new Error('It was there a moment ago')
    return found
  }
  const onSlack = (title: string) =>
    there.messages().filter(({ fromBot, plain }) => fromBot && plain.includes(title))

  /** Sends an announcement to everybody who follows the place, and resolves once nothing of it is on its way. */
  async function announce(title: string): Promise<number> {
    const { id } = await writeAnnouncement(priya, title)
    expect(canSend(await priya.last())).toBe(true)
    await priya.press('Send now', `${id}:`)
    await settled(cascade.database)
    return id
  }
  async function deliveryOf(broadcast: number) {
    const { rows } = await cascade.database.pool.query<{ platform: string; state: string }>(
      `select i.platform, d.state from deliveries d join identities i on i.id = d.identity_id
       join identities a on a.person_id = d.person_id and a.user_ref = 'amara-okafor'
       where d.broadcast_id = $1`,
      [broadcast],
    )
    return rows
  }

  test('an account elsewhere is linked with a code, and the first one hears of it', async () => {
    await there.say('help')
    const hello = await shown('You have not joined yet')
    expect(hello.buttons).toEqual(['Join', 'I have joined elsewhere'])
    const code = codeIn((await amara.ask('link')).title)
    await there.press(hello.ts, 'I have joined elsewhere')
    await until('the form', async () => there.modal() !== null)
    await there.fill({ code: 'nonsense' })
    expect(await there.submit()).toMatchObject({ is: 'errors' })
    await there.fill({ code: ` ${code.slice(0, 4)}-${code.slice(4).toLowerCase()} ` })
    expect(await there.submit()).toEqual({ is: 'closed' })
    expect((await shown('This account is linked')).plain).toContain('You are Dr Amara Okafor')
    const notice = await amara.card('Your Slack account is now linked')
    expect(notice.text).toContain('If this was not you, press Unlink.')
    const { title, text } = await amara.ask('accounts')
    expect([title, text]).toEqual([
      'Your accounts',
      expect.stringMatching(/1\. Local chat \(amara-okafor\).*2\. Slack \(workspace T\w+\)/),
    ])
    expect((await amara.ask(`link ${code}`)).title).toBe('That code is wrong, used, or out of date')
  })

  test('is told once, where they prefer it, and every copy follows wherever they answer', async () => {
    const title = 'The rooms move on Monday'
    const id = await announce(title)
    expect(await deliveryOf(id)).toEqual([{ platform: 'web', state: 'sent' }])
    expect(onSlack(title)).toEqual([])
    await there.say(`show ${id}`)
    await there.press((await shown(title)).ts, 'Read')
    const says = async (words: string) => {
      await until(
        `both to say “${words}”`,
        async () =>
          (await amara.card(title)).text.includes(words) &&
          onSlack(title).every(({ plain }) => plain.includes(words)),
        5_000,
      )
    }
    await says('You answered: Read.')
    await amara.press('Not relevant to me', title)
    await says('You answered: Not relevant to me.')
    const pages = await Promise.all(
      [identityOf('amara-okafor'), slackId].map(async (who) => cascade.app.core.home(who)),
    )
    expect(pages[0]).toEqual(pages[1])
    expect(JSON.stringify(pages[0])).not.toContain(title)
  })

  test('is told in the other place once they prefer that, and a reply to any copy is to its sender', async () => {
    expect((await amara.ask('prefer slack')).text).toMatch(
      /Slack \(workspace T\w+\) linked .*, your messages come here/,
    )
    const title = 'The rooms move on Tuesday'
    const id = await announce(title)
    expect(await deliveryOf(id)).toEqual([{ platform: 'slack', state: 'sent' }])
    expect(onSlack(title)).toHaveLength(1)
    await amara.say(`show ${id}`)
    await amara.reply(title, 'I shall be there on Tuesday')
    await priya.card('Reply', 'I shall be there on Tuesday')
    await amara.reply(title, 'act')
    await shown("You answered: Read, and I'll act.", 5_000)
  })

  test('is told in the one that is left while the other is closed, with all that waited for it', async () => {
    const { pool } = cascade.database
    await amara.say('quiet 00:00 to 23:59')
    const id = await announce('The rooms move at night')
    expect(await deliveryOf(id)).toEqual([{ platform: 'slack', state: 'waiting' }])
    await cascade.app.core.accountChanged(slackId, false)
    expect(await deliveryOf(id)).toEqual([{ platform: 'web', state: 'waiting' }])
    expect((await amara.ask('accounts')).text).toContain('closed at its platform')
    expect((await amara.ask('prefer slack')).title).toBe('That account was closed at its platform')
    expect((await amara.ask('unlink web')).title).toBe(
      'That is the only account where I can reach you',
    )
    await amara.say('quiet off')
    expect(await deliveryOf(await announce('The rooms stay'))).toEqual([
      { platform: 'web', state: 'sent' },
    ])
    await there.say('accounts')
    await shown('Your accounts')
    const { rows } = await pool.query(`select gone_at from identities where user_ref = 'U0AMARA'`)
    expect(rows).toEqual([{ gone_at: null }])
  })

  test('keeps what was theirs when an account is taken away, and nothing follows there any more', async () => {
    const { pool, db } = cascade.database
    const id = await announce('The rooms move back')
    const [card] = onSlack('The rooms move back')
    expect(await deliveryOf(id)).toEqual([{ platform: 'slack', state: 'sent' }])
    await pool.query(
      `update deliveries set state = 'waiting', due_at = now() + interval '1 day'
       where broadcast_id = $1 and identity_id = (select id from identities where user_ref = 'U0AMARA')`,
      [id],
    )
    await amara.say('unlink slack')
    expect((await amara.last()).title).toBe('That account is not linked any more')
    // It is told itself as well: whoever has it learns why nothing comes.
    await shown('This account is not linked any more')
    expect((await amara.cards()).filter(({ title }) => title.startsWith('This account'))).toEqual(
      [],
    )
    expect(await deliveryOf(id)).toEqual([{ platform: 'web', state: 'waiting' }])
    // One that was being tried at that moment, and is to be tried again, goes where the others went.
    await pool.query(
      `update deliveries set identity_id = (select id from identities where user_ref = 'U0AMARA')
       where broadcast_id = $1 and state = 'waiting'`,
      [id],
    )
    await moveFromTaken(db, { broadcast: id, from: 1, to: 1_000 })
    expect(await deliveryOf(id)).toEqual([{ platform: 'web', state: 'waiting' }])
    await amara.say(`show ${id}`)
    await amara.press('Read', 'The rooms move back')
    await settled(cascade.database)
    expect(onSlack('The rooms move back').map(({ revision }) => revision)).toEqual([card?.revision])
    await there.say('accounts')
    await shown('You have not joined Cascade yet')
    expect((await amara.ask('unlink web')).title).toBe(
      'That is the only account where I can reach you',
    )
    await eraseTaken(db, new Date())
    const { rows } = await pool.query(
      `select count(*)::int as left from identities
       where user_ref = 'U0AMARA' or address like '%U0AMARA%'`,
    )
    expect(rows).toEqual([{ left: 0 }])
  })

  test('cannot be made of two who have both joined', async () => {
    const code = codeIn((await amara.ask('link')).title)
    const yusuf = cascade.as('yusuf-demir')
    const refused = await yusuf.ask(`link ${code}`)
    expect(refused.title).toBe('You have joined here as well, so I know you twice')
    expect(refused.text).toContain('Nothing was changed.')
    // The code was not used up by that.
    await there.say(`link ${code}`)
    await shown('This account is linked')
    await amara.card('Your Slack account is now linked')
  })

  test('leaves everywhere at once', async () => {
    await there.say('leave')
    await there.press((await shown('Leave Cascade?')).ts, 'Leave')
    await shown('You have left Cascade')
    expect((await amara.ask('drafts')).title).toBe('You have not joined Cascade yet')
    const id = await announce('The rooms are gone')
    expect(await deliveryOf(id)).toEqual([])
    const { rows } = await cascade.database.pool.query(
      `select 1 from copies c join identities i on i.id = c.identity_id where i.user_ref in ('U0AMARA', 'amara-okafor')`,
    )
    expect(rows).toEqual([])
  })

  test('never has a code in a log, in the audit, or anywhere but in their own chat', async () => {
    const yusuf = cascade.as('yusuf-demir')
    const code = codeIn((await yusuf.ask('link')).title)
    await cascade.as('marcia-bennett').say(`link ${code}`)
    expect(await tablesWith(cascade.database, code)).toEqual(['public.web_messages'])
    expect(lines.filter((line) => line.includes(code))).toEqual([])
    const { rows } = await cascade.database.pool.query<{ action: string }>(
      `select distinct action from audit where action like 'account.%' order by action`,
    )
    expect(rows.map(({ action }) => action)).toEqual([
      'account.code-made',
      'account.code-wrong',
      'account.linked',
      'account.preferred',
      'account.unlinked',
    ])
  })
})
