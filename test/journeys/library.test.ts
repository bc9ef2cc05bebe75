import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { until } from '#test/support/process.ts'
import type { Visitor } from '#test/support/visitor.ts'

/** The library, today and the catch-up over the local chat, for the invented people of the demonstration. */
describe.each(oneDatabase())('the library on $name', ({ open }) => {
  let cascade: Cascade
  let amara: Visitor
  beforeAll(async () => {
    cascade = await startCascade(await open())
    amara = cascade.as('amara-okafor')
    await amara.card('Minor eye conditions')
  })
  afterAll(async () => {
    await cascade.stop()
    await cascade.database.close()
  })

  const rows = async (text: string, values: readonly unknown[]) =>
    (await cascade.database.pool.query(text, [...values])).rows as readonly unknown[]
  const personOf = async (user: string) => {
    const [row] = (await rows('select person_id from identities where user_ref = $1', [
      user,
    ])) as readonly { person_id: string }[]
    return row?.person_id ?? ''
  }

  test('is searched with a slip, says why, and opens a card that follows', async () => {
    const found = await amara.ask('search labetolol recall')
    expect(found.title).toBe('Found for: labetolol recall')
    expect(found.text).toContain('Found: labetalol (you typed labetolol) and recall.')
    await amara.press('Open 9', found.title)
    const card = await amara.last()
    expect(card.title).toMatch(/^Class 2 recall: labetalol/)
    await amara.say('read 9')
    expect((await amara.card(card.title, 'You answered: Read.')).id).toBe(card.id)
    const reference = await amara.ask('search natpsa/2024/007/dhsc')
    expect(reference.text).toContain('Found: the reference NATPSA/2024/007/DHSC.')
  })

  test('says what to try when nothing is found, and takes anything', async () => {
    const nothing = await amara.ask('search xyzzyq')
    expect(nothing.title).toBe('Nothing found for: xyzzyq')
    expect(nothing.text).toContain('Try fewer words')
    for (const typed of [`search ' | & ! (:* %_ "`, `search ${'😀'.repeat(900)}`, 'search the &'])
      expect((await amara.ask(typed)).title).toMatch(/^Nothing found for/)
    await amara.say('search')
    await amara.fill({ words: 'x'.repeat(10_000) })
    expect((await amara.last()).title).toMatch(/^Nothing found for/)
    await amara.say('search')
    await amara.fill({ words: '', kind: 'pathway', place: ['L85001'] })
    const newest = await amara.last()
    expect(newest.title).toBe('The newest in the library')
    expect(newest.text).toContain('All pathway updates in force for French Weir Health Centre.')
    expect((await amara.ask('library')).labels).toContain('Pathway updates')
  })

  test('today at a place: found with a slip, read in place, in the same order', async () => {
    const before = await amara.ask('today at frnech wier')
    expect(before.title).toBe('French Weir Health Centre')
    expect(before.text).toContain('Who to ask')
    const reads = before.labels.filter((label) => /^Read \d+$/.test(label))
    expect(reads.length).toBeGreaterThan(2)
    const [first = ''] = reads
    await amara.press(first, before.title)
    const after = await amara.card(before.title)
    expect(after.id).toBe(before.id)
    expect(after.labels).toEqual(
      before.labels.map((label) => (label === first ? `✓ ${first}` : label)),
    )
    // What was answered on the list shows on the message's own card.
    expect((await amara.ask(first.replace('Read', 'show'))).text).toContain('You answered: Read.')
  })

  test('reading all at once leaves what is critical to a tap of its own', async () => {
    const before = await amara.ask('today at L85001')
    const critical = [...before.text.matchAll(/Critical\. .*?Not read\. Read (\d+)/g)].length
    expect(critical).toBeGreaterThan(0)
    expect(before.labels).not.toContain('Read all that is shown')
    await amara.press('Read all but the critical', before.title)
    const after = await amara.card(before.title)
    expect(after.labels.filter((label) => /^Read \d+$/.test(label))).toHaveLength(critical)
    expect(after.labels).not.toContain('Read all but the critical')
  })

  test('whoever reads there what they were not told is told from then on', async () => {
    const callum = cascade.as('callum-reid')
    const person = await personOf('callum-reid')
    await rows('delete from deliveries where person_id = $1', [person])
    await rows('delete from acknowledgements where person_id = $1', [person])
    const card = await callum.ask('today at L85001')
    const [label = ''] = card.labels.filter((one) => /^Read \d+$/.test(one))
    await callum.press(label, card.title)
    const id = Number(label.slice('Read '.length))
    expect(await rows('select state from deliveries where person_id = $1', [person])).toEqual([
      { state: 'sent' },
    ])
    expect(
      await rows('select answer from acknowledgements where person_id = $1 and broadcast_id = $2', [
        person,
        id,
      ]),
    ).toEqual([{ answer: 'read' }])
    // What does not apply at that place is opened by no press, whatever is written in it.
    const other = await callum.ask('today at U28174')
    expect(other.text).not.toContain('Example PCN')
    const value = (await callum.pressed('Open', other.title)).replaceAll(
      /"broadcast":"\d+"/g,
      '"broadcast":"20"',
    )
    await callum.tamper('Open', other.title, { _press: value })
    expect((await callum.last()).title).toBe('That is not in force here any more')
  })

  test('several places are offered, and no place says what to try', async () => {
    const choice = await amara.ask('today at taunton')
    expect(choice.title).toBe('Which place?')
    await amara.press('Choose', choice.title)
    expect((await amara.last()).text).toContain('Today at')
    expect((await amara.ask('today at qqqqzzzz')).title).toBe('I know no such place')
    await amara.say('today')
    await amara.press('Another place', 'Which place?')
    await amara.fill({ place: ['A00001'] })
    expect((await amara.last()).title).toContain('Example Surgery')
  })

  test('catch up shows what was not read first, and what is read sinks the next time', async () => {
    const callum = cascade.as('callum-reid')
    const first = await callum.ask('catch up')
    const reads = (labels: readonly string[]) => labels.filter((one) => /^Read \d+$/.test(one))
    expect(first.title).toBe('What you missed')
    const [label = ''] = reads(first.labels)
    await callum.press(label, first.title)
    const again = await callum.ask('catch up')
    expect(again.labels).not.toContain(label)
    expect(again.labels).not.toContain(`✓ ${label}`)
  })

  test('who is away is left alone, and is told what is in force when they are back', async () => {
    const yusuf = cascade.as('yusuf-demir')
    const priya = cascade.as('priya-raman')
    expect((await yusuf.ask('back')).title).toBe('You are not away')
    expect((await yusuf.ask('away until 2020-01-01')).title).toContain('That day has gone by')
    expect((await yusuf.ask('away until soon')).text).toContain('away until 31 December 2026')
    await priya.say('compose announcement')
    await priya.fill({ title: 'Rota of last week', summary: 'Short.', urgency: 'important' })
    const rota = (await priya.cards()).findLast((card) => card.title.endsWith('Rota of last week'))
    const before = Number(/^(\d+):/.exec(rota?.title ?? '')?.[1])
    await priya.press('Send now', rota?.title)
    await yusuf.card('Rota of last week')

    await yusuf.say('away')
    await yusuf.fill({ until: '2026-02-31' })
    expect((await yusuf.form())?.errors).toHaveLength(1)
    const day = new Date(Date.now() + 20 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
    await yusuf.fill({ until: day })
    expect((await yusuf.last()).title).toBe('You are away')

    const title = 'Rota while one of us is away'
    await priya.say('compose announcement')
    await priya.fill({ title, summary: 'For nobody to read.', urgency: 'important' })
    const draft = (await priya.cards()).findLast((card) => card.title.endsWith(title))
    expect(draft?.text).toContain('1 when they are back')
    await priya.press('Send now', draft?.title)
    await priya.card(draft?.title ?? '', '1 person will get it later')
    expect((await yusuf.cards()).map((card) => card.title)).not.toContain(title)

    // What changes meanwhile is not said until then either.
    await priya.say(`withdraw ${before}`)
    await priya.fill({ reason: 'It was for last week.' })
    const withdrawn = `Message ${before} is withdrawn`
    await until(
      'the withdrawal to be written',
      async () =>
        (
          await rows(`select 1 from notices where person_id = $1 and state = 'waiting'`, [
            await personOf('yusuf-demir'),
          ])
        ).length > 0,
    )
    expect((await yusuf.cards()).some(({ title: one }) => one.startsWith(withdrawn))).toBe(false)

    await yusuf.say('back')
    await yusuf.card(withdrawn)
    // What was kept may come before the answer to what was typed.
    const back = await yusuf.card('Welcome back')
    expect(back.text).toContain(title)
    const person = await personOf('yusuf-demir')
    expect(
      await rows(
        `select d.state from deliveries d join broadcasts b on b.id = d.broadcast_id
         where d.person_id = $1 and b.content ->> 'title' = $2`,
        [person, title],
      ),
    ).toEqual([{ state: 'sent' }])
    expect(await rows('select 1 from digest_items where person_id = $1', [person])).toEqual([])
  })
})
