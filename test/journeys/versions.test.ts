import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { databases } from '#test/support/database.ts'
import { until } from '#test/support/process.ts'
import { settled } from '#test/support/raw-chat.ts'
import { askProgress } from '#test/support/sending.ts'
import type { Card, Visitor } from '#test/support/visitor.ts'

const RECALL = 'Class 2 recall: labetalol 200mg tablets, 1 batch'
const PERT = 'Pancreatic enzyme replacement therapy (PERT)'

describe.each(databases())('guidance that stays true, on $name,', ({ open }) => {
  let cascade: Cascade
  let priya: Visitor
  let amara: Visitor
  let siobhan: Visitor
  let yusuf: Visitor
  beforeAll(async () => {
    cascade = await startCascade(await open())
    await settled(cascade.database)
    ;[priya, amara, siobhan, yusuf] = [
      'priya-raman',
      'amara-okafor',
      'siobhan-keane',
      'yusuf-demir',
    ].map(cascade.as) as [Visitor, Visitor, Visitor, Visitor]
  })
  afterAll(async () => {
    await cascade.stop()
    await cascade.database.close()
  })

  /** Writes and sends a prescribing message; its number, once these have it. */
  async function send(
    values: Readonly<Record<string, string>>,
    readers: readonly Visitor[],
  ): Promise<number> {
    await priya.say('compose prescribing')
    await priya.fill({ urgency: 'important', ...values })
    const draft = (await priya.cards()).findLast((card) =>
      card.labels.some((label) => label.startsWith('Send now')),
    )
    const id = Number(/^(\d+):/.exec(draft?.title ?? '')?.[1])
    await priya.press('Send now', `${id}:`)
    for (const reader of readers) await reader.card(values['title'] ?? '', `Message ${id}`)
    return id
  }

  /** Everything that stands in somebody's chat of one message. */
  const copies = async (who: Visitor, id: number): Promise<readonly Card[]> =>
    (await who.cards()).filter(
      (card) => card.text.includes(`Message ${id},`) || card.text.includes(`Message ${id}.`),
    )

  const allSay = (who: Visitor, id: number, words: string, atLeast = 1) =>
    until(`every copy of ${id} that ${who.user} has to say “${words}”`, async () => {
      const shown = await copies(who, id)
      return shown.length >= atLeast && shown.every(({ text }) => text.includes(words))
    })

  test('the labetalol recall is corrected two days later, and who had answered is asked again', async () => {
    const id = await send(
      {
        title: RECALL,
        summary: 'Some cartons of batch 240537 may hold a blister of verapamil SR 240mg.',
        actions: 'Stop supplying the batch\nReturn stock',
        reference: 'EL(24)A/52',
        sourceName: 'MHRA',
      },
      [amara, siobhan, yusuf],
    )
    await amara.press('Read', RECALL)
    await siobhan.press("Read, and I'll act", RECALL)
    await amara.say(`show ${id}`)
    const notices = (await yusuf.cards()).length

    await priya.say(`correct ${id}`)
    expect((await priya.form())?.text).toContain('What changed')
    // Nothing was put right: it says so beside the field.
    await priya.fill({ whatChanged: 'Correct product description' })
    expect((await priya.form())?.errors.join(' ')).toContain('Nothing would change')
    await priya.fill({
      whatChanged: 'Correct product description',
      summary: 'Some cartons of batch 240537 may hold a blister of verapamil SR 120mg.',
      material: 'yes',
    })
    const preview = await priya.card(`${id}:`, 'What changes')
    expect(preview.text).toContain('Message: removed')
    expect(preview.text).toContain('verapamil SR 240mg')
    expect(preview.text).toContain('verapamil SR 120mg')
    expect(preview.text).toContain('2 people who answered are asked again')
    // Nobody else has seen anything of it yet.
    expect((await copies(amara, id)).some(({ text }) => text.includes('Corrected on'))).toBe(false)

    await priya.press('Send the correction', `${id}:`)
    for (const who of [amara, siobhan, yusuf]) await allSay(who, id, 'Correct product description')
    expect(await copies(amara, id)).toHaveLength(2)
    for (const card of await copies(amara, id)) {
      expect(card.text).toContain('SR 120mg')
      expect(card.text).not.toContain('240mg.')
      expect(card.text).toContain('You answered before it changed: Read.')
      expect(card.labels).toContain('Read')
    }
    await amara.card(`Message ${id} has changed`)
    await siobhan.card(`Message ${id} has changed`)
    expect((await yusuf.cards()).length).toBe(notices)
    await until('the sender to see that all show it', async () =>
      (await askProgress(priya, { id })).text.includes('show the new version'),
    )
    // Pressed again, or late, it does nothing.
    const before = await cascade.database.pool.query('select * from broadcast_versions')
    await priya.say(`correct ${id}`)
    await priya.fill({ whatChanged: 'x', title: 'Never sent' })
    await priya.press('Drop the correction', `${id}:`)
    const after = await cascade.database.pool.query('select * from broadcast_versions')
    expect(after.rows).toEqual(before.rows)
    expect(before.rows.map(({ version }: { version: number }) => version)).toEqual([1, 2])

    // A button of the old card: the answer to what changed does not count.
    await amara.tamper('Read', RECALL, {
      _press: JSON.stringify({
        event: crypto.randomUUID(),
        intent: {
          do: 'acknowledge',
          with: { broadcast: String(id), answer: 'read', version: '1' },
        },
      }),
    })
    await amara.card(`Message ${id} has changed since you saw it`)
    await allSay(amara, id, 'You answered before it changed: Read.')
    await amara.press('Not relevant to me', RECALL)
    await allSay(amara, id, 'You answered: Not relevant to me.')

    const answers = await cascade.database.pool.query(
      `select version, answer from acknowledgements where broadcast_id = $1
       union all select version, answer from earlier_acknowledgements where broadcast_id = $1 order by 1, 2`,
      [id],
    )
    expect(answers.rows).toEqual([
      { version: 1, answer: 'read' },
      { version: 1, answer: 'will-act' },
      { version: 2, answer: 'not-relevant' },
    ])
    const report = await priya.ask(`report ${id}`)
    expect(report.text).toContain('1 of')

    // What does not matter leaves the answers as they are.
    await priya.say(`correct ${id}`)
    await priya.fill({ whatChanged: 'The link was added', sourceUrl: 'https://www.gov.uk/recall' })
    await priya.press('Send the correction', `${id}:`)
    await allSay(amara, id, 'The link was added')
    await allSay(amara, id, 'You answered: Not relevant to me.')
  })

  test('NatPSA/2024/007 supersedes MSN/2024/054, and a follow-up takes its place', async () => {
    const first = await send(
      {
        title: `${PERT} shortage`,
        summary: 'Supply of Creon is limited.',
        reference: 'MSN/2024/054',
      },
      [amara, siobhan],
    )
    await amara.press('Read', PERT)
    const second = await send(
      {
        title: `${PERT}: serious shortage`,
        summary: 'Creon 10,000 and 25,000 limited until 2026. No clinical alternative.',
        reference: 'NatPSA/2024/007/DHSC',
        replaces: String(first),
      },
      [amara, siobhan],
    )
    for (const who of [amara, siobhan]) {
      await allSay(who, first, `Superseded by ${second}: ${PERT}: serious shortage`)
      for (const card of await copies(who, first)) {
        expect(card.labels).toEqual([`Open ${second}`, 'Ask a question'])
        expect(card.text).toContain('Superseded: prescribing message')
      }
      await allSay(who, second, `Replaces message ${first}`)
    }
    await allSay(amara, first, 'You answered: Read.')
    await amara.press(`Open ${second}`, `${PERT} shortage`)
    expect((await amara.last()).text).toContain('No clinical alternative')
    await priya.say(`correct ${first}`)
    await priya.card(`Message ${first} was superseded by ${second}`)
    await amara.say(`read ${first}`)
    await amara.card(`Message ${first} was superseded, so no answer to it was recorded`)

    await priya.say(`replace ${second}`)
    expect((await priya.form())?.title).toBe('Prescribing message')
    await priya.fill({ title: `${PERT}: follow-up`, summary: 'Imports are available.' })
    const draft = await priya.last()
    const third = Number(/^(\d+):/.exec(draft.title)?.[1])
    await priya.press('Send now', `${third}:`)
    for (const who of [amara, siobhan]) {
      await who.card(`${PERT}: follow-up`, `Replaces message ${second}`)
      await allSay(who, second, `Superseded by ${third}`)
      await allSay(who, first, `Superseded by ${second}`)
    }
    const inForce = (await amara.ask('in force')).text
    expect(inForce).toContain(`${PERT}: follow-up`)
    expect(inForce).not.toContain('serious shortage')
    // What was replaced once cannot be replaced again.
    await priya.say('compose prescribing')
    await priya.fill({ title: 'Another', summary: 'x.', urgency: 'routine', replaces: `${first}` })
    expect((await priya.form())?.errors.join(' ')).toContain('was superseded')
    await priya.fill({ replaces: '' })

    await priya.say(`withdraw ${third}`)
    await priya.fill({ reason: 'It named the wrong product.' })
    for (const who of [amara, siobhan]) {
      await allSay(who, third, 'It named the wrong product.')
      await who.card(`Message ${third} is withdrawn`)
    }
    await amara.say(`show ${third}`)
    expect((await amara.last()).text).toContain('Withdrawn on')
    expect((await amara.last()).labels).toEqual(['Ask a question'])
    expect((await amara.ask('in force')).text).not.toContain('follow-up')
    expect((await priya.ask('sent')).text).toContain('withdrawn, sent')
    await priya.say(`withdraw ${third}`)
    await priya.card(`Message ${third} was withdrawn`)
  })

  test('who is not its author and holds no role changes nothing', async () => {
    const id = await send({ title: 'Methotrexate', summary: 'Once a week.' }, [amara])
    for (const word of ['correct', 'replace', 'withdraw message', 'still right']) {
      await amara.say(`${word} ${id}`)
      expect(await amara.form()).toBeNull()
    }
    const { rows } = await cascade.database.pool.query(
      'select version, edition, state from broadcasts where id = $1',
      [id],
    )
    expect(rows).toMatchObject([{ version: 1, edition: 1 }])
    expect(['sending', 'sent']).toContain((rows as { state: string }[])[0]?.state)
  })
})
