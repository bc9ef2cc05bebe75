import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { forwardWorld, letPass } from '#test/support/holds.ts'
import { until } from '#test/support/process.ts'
import { rawChat, settled } from '#test/support/raw-chat.ts'
import { textOf, within } from '#test/support/served-html.ts'
import type { Visitor } from '#test/support/visitor.ts'

const MINUTE = 60_000

describe.each(oneDatabase())('a second person, on $name,', ({ open }) => {
  const world = forwardWorld()
  let critical = 0
  let cascade: Cascade
  let tomasz: Visitor
  let nadia: Visitor
  let priya: Visitor
  let siobhan: Visitor
  let yusuf: Visitor
  beforeAll(async () => {
    cascade = await startCascade(await open(), { world })
    await settled(cascade.database)
    ;[tomasz, nadia, priya, siobhan, yusuf] = [
      'tomasz-wieczorek',
      'nadia-rahimi',
      'priya-raman',
      'siobhan-keane',
      'yusuf-demir',
    ].map(cascade.as) as [Visitor, Visitor, Visitor, Visitor, Visitor]
  })
  afterAll(async () => {
    await cascade.stop()
    await cascade.database.close()
  })

  /** Writes a message and leaves it as a draft; its number. */
  async function write(
    author: Visitor,
    kind: string,
    values: Readonly<Record<string, string>>,
  ): Promise<number> {
    await author.say(`compose ${kind}`)
    await author.fill({ summary: 'Played by a test.', ...values })
    const draft = (await author.cards()).findLast(({ labels }) =>
      labels.includes('Ask for approval'),
    )
    expect(draft?.title).toContain(values['title'])
    return Number(/^(\d+):/.exec(draft?.title ?? '')?.[1])
  }

  const titles = async (who: Visitor, title: string) =>
    (await who.cards()).filter((card) => card.title === title)

  const audit = async (broadcast: number) => {
    const { rows } = await cascade.database.pool.query<{ action: string; user: string | null }>(
      `select a.action, i.user_ref as user from audit a left join identities i on i.person_id = a.person_id
       where a.subject = $1 and a.action like 'approval%' order by a.id`,
      [`broadcast:${broadcast}`],
    )
    return rows.map(({ action, user }) => `${user ?? 'nobody'} ${action}`)
  }

  test('a critical message is returned, changed, approved, held and sent once', async () => {
    const title = 'Stop valproate batch 4711'
    const id = await write(tomasz, 'prescribing', { title, urgency: 'critical' })
    critical = id
    await tomasz.press('Ask for approval', `${id}:`)
    const waiting = await tomasz.card(`${id}:`, 'Waiting for approval')
    expect(waiting.text).toContain('Dr Nadia Rahimi can answer')
    const home = async (user: string) =>
      JSON.stringify(await cascade.app.core.home({ platform: 'web', tenant: 'local', user }))
    expect(await home('nadia-rahimi')).toContain('Waiting for your approval')
    expect(await home('yusuf-demir')).not.toContain('Waiting for your approval')
    expect(waiting.labels).not.toContain('Ask for approval')

    const asked = await nadia.card(`${id}:`, 'For your approval')
    expect(asked.text).toContain('asks you to approve prescribing message, because it is critical')
    expect(asked.text).toMatch(/\d+ people, for NHS Somerset/)
    expect(asked.text).toContain('Critical: it goes straight away')
    expect(asked.text).toContain('Played by a test.')
    // Siobhan leads liaison for the same ICB, and may not send prescribing messages.
    expect(await titles(siobhan, asked.title)).toEqual([])

    await nadia.press('Return with a reason', `${id}:`)
    await nadia.fill({ reason: 'NHS number 999 000 0018 was seen.' })
    expect((await nadia.form())?.errors.join(' ')).toContain('NHS number')
    await nadia.fill({ reason: 'Say which batch expires first.' })
    await nadia.card(`${id}:`, 'Say which batch expires first.')
    await tomasz.card(`${id}:`, 'Dr Nadia Rahimi returned it: Say which batch expires first.')

    await tomasz.press('Edit', `${id}:`)
    await tomasz.fill({ summary: 'Batch 4711 expires first.' })
    await tomasz.press('Ask for approval', `${id}:`)
    const again = await nadia.card(`${id}:`, 'What changes against what was asked before')
    expect(again.text).toContain('Batch 4711 expires first.')

    await nadia.press('Approve', `${id}:`)
    await nadia.card(`${id}:`, 'It goes within a minute')
    const held = await tomasz.card(`${id}:`, 'Dr Nadia Rahimi approved it')
    expect(held.labels).toContain('Recall')
    expect(await titles(yusuf, title)).toEqual([])
    await letPass(cascade.database, world, MINUTE + 1000)
    await yusuf.card(title, 'Critical: it comes at once')
    await tomasz.card(`${id}:`, 'delivered')
    await nadia.card(`${id}:`, 'It went on')
    expect(await titles(yusuf, title)).toHaveLength(1)
    expect(await audit(id)).toEqual([
      'tomasz-wieczorek approval.asked',
      'nadia-rahimi approval.returned',
      'tomasz-wieczorek approval.asked',
      'nadia-rahimi approval.approved',
    ])
  })

  test('an edit voids what was asked, and the old card approves nothing', async () => {
    const id = await write(siobhan, 'announcement', { title: 'List closes', urgency: 'routine' })
    await siobhan.press('Ask for approval', `${id}:`)
    for (const who of [nadia, tomasz])
      await who.card(`${id}:`, 'because it is for more than one PCN')
    const old = await nadia.pressed('Approve', `${id}:`)
    await siobhan.say(`edit ${id}`)
    await siobhan.fill({ title: 'List closes on Friday' })
    for (const who of [nadia, tomasz]) await who.card(`${id}:`, 'was changed after this was asked')
    // Pressed on a card that was drawn before.
    const { intent } = JSON.parse(old) as { intent: unknown }
    await (await rawChat(cascade.url, cascade.database, 'nadia-rahimi')).press(intent)
    await nadia.card(`Message ${id} was changed after this was asked`)
    await siobhan.say(`delete ${id}`)
  })

  test('two who press at once: one wins, the other is told, and it can be recalled', async () => {
    const id = await write(siobhan, 'announcement', { title: 'New rota', urgency: 'routine' })
    await siobhan.press('Ask for approval', `${id}:`)
    for (const who of [nadia, tomasz]) await who.card(`${id}:`, 'For your approval')
    await Promise.all([nadia.press('Approve', `${id}:`), tomasz.press('Approve', `${id}:`)])
    const told = await Promise.all(
      [nadia, tomasz].map(async (who) =>
        (await who.cards()).filter(({ title }) => title.includes('has approved message')),
      ),
    )
    expect(told.flat()).toHaveLength(1)
    for (const who of [nadia, tomasz, siobhan]) {
      const card = await who.card(`${id}:`, 'within a minute')
      expect(card.labels).toContain('Recall')
    }
    await tomasz.press('Recall', `${id}:`)
    await nadia.card(`${id}:`, 'has taken message')
    await siobhan.card(`${id}:`, 'took it back')
    await letPass(cascade.database, world, 2 * MINUTE)
    await settled(cascade.database)
    const { rows } = await cascade.database.pool.query(
      'select state from broadcasts where id = $1',
      [id],
    )
    expect(rows).toEqual([{ state: 'draft' }])
    // Too late: it says what happened, and nothing else changes.
    await siobhan.say(`unschedule ${id}`)
    expect((await siobhan.last()).text).toContain('There is no schedule')
  })

  test('a correction of a critical message waits too, and a withdrawal does not', async () => {
    const id = critical
    await tomasz.say(`correct ${id}`)
    await tomasz.fill({ whatChanged: 'The batch is 4712', title: 'Stop valproate batch 4712' })
    await tomasz.press('Ask for approval', `${id}:`)
    const asked = await nadia.card(`${id}:`, 'asks you to approve a correction')
    expect(asked.text).toContain('Every copy will say first: “The batch is 4712”')
    await tomasz.card(`${id}:`, 'Correction: waiting for approval')
    await nadia.press('Approve', `${id}:`)
    await tomasz.card(`${id}:`, 'Correction: approved')
    expect(await titles(yusuf, 'Stop valproate batch 4712')).toEqual([])
    await letPass(cascade.database, world, MINUTE + 1000)
    await until('both of her cards to say that it went', async () => {
      const cards = await nadia.cards()
      return cards.filter(({ text }) => text.includes('It went on')).length === 2
    })
    // The copies are drawn at the platform's pace, which is on the clock as well.
    await letPass(cascade.database, world, MINUTE)
    await yusuf.card('Stop valproate batch 4712', 'The batch is 4712')
    await tomasz.say(`report ${id}`)
    const root = await tomasz.open('/chat?as=tomasz-wieczorek')
    const links = [...within(root)].map(({ attributes }) => attributes['href'] ?? '')
    const link = links.findLast((href) => href.includes('/reports/')) ?? ''
    const page = textOf(await tomasz.open(new URL(link, cascade.url).pathname))
    expect(page).toContain('Who agreed, the first first')
    expect(page).toMatch(/A correction[\s\S]*Tomasz Wieczorek[\s\S]*Dr Nadia Rahimi/)
    await tomasz.say(`withdraw ${id}`)
    await tomasz.fill({ reason: 'It was not so.' })
    await yusuf.card(`Message ${id} is withdrawn`)
  })

  test('nobody who may approve: the author hears at once whom to ask, and the draft is kept', async () => {
    await cascade.database.pool.query(
      `update roles set ends_at = $1 where organisation = 'QSL' and role = 'clinical-director'`,
      [world.now()],
    )
    const id = await write(tomasz, 'prescribing', { title: 'Alone', urgency: 'routine' })
    await tomasz.press('Ask for approval', `${id}:`)
    const told = await tomasz.card(`Nobody else can approve message ${id}`)
    expect(told.text).toContain('Ask whoever runs Cascade')
    expect((await tomasz.ask('drafts')).text).toContain('Alone')
    // For her own PCN a director needs nobody, unless it is critical.
    await priya.say('compose announcement')
    await priya.fill({ title: 'Rooms', summary: 'Rooms.', urgency: 'routine' })
    expect((await priya.last()).labels[0]).toMatch(/^Send now/)
  })
})
