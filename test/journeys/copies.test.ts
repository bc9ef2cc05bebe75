import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identityOf } from '#adapters/web/address.ts'
import { copiesOf, MOST_COPIES } from '#src/delivery/copy-store.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { until } from '#test/support/process.ts'
import { settled } from '#test/support/raw-chat.ts'
import type { Visitor } from '#test/support/visitor.ts'

const PATHWAY = 'Minor eye conditions'

describe.each(oneDatabase())('every copy of what somebody was told, on $name,', ({ open }) => {
  let cascade: Cascade
  let amara: Visitor
  let number: string
  beforeAll(async () => {
    cascade = await startCascade(await open())
    await settled(cascade.database)
    amara = cascade.as('amara-okafor')
    number = /Message (\d+)/.exec((await amara.card(PATHWAY)).text)?.[1] ?? ''
  })
  afterAll(async () => {
    await cascade.stop()
    await cascade.database.close()
  })

  const copies = async () => (await amara.cards()).filter(({ title }) => title.startsWith(PATHWAY))
  const allSay = (words: string) =>
    until(`every copy to say “${words}”`, async () => {
      const shown = await copies()
      return shown.length > 1 && shown.every(({ text }) => text.includes(words))
    })

  test('follows an answer that was pressed on another', async () => {
    await amara.say(`show ${number}`)
    await amara.say(`show ${number}`)
    expect(await copies()).toHaveLength(3)
    await amara.press('Read', PATHWAY)
    await allSay('You answered: Read.')
    // And from the oldest, which is the one that was delivered.
    const [delivered] = await copies()
    const on = (delivered?.id ?? '').replace('m-', '')
    await amara.tamper('Not relevant to me', PATHWAY, { _on: on })
    await allSay('You answered: Not relevant to me.')
  })

  test('follows an answer that was typed, and what the sender answers', async () => {
    await amara.say(`act ${number}`)
    await allSay("You answered: Read, and I'll act.")
    await amara.say(`ask ${number} Is that so?`)
    const tomasz = cascade.as('tomasz-wieczorek')
    const asked = await tomasz.card('Question', 'Is that so?')
    await tomasz.reply(asked.title, 'It is.')
    await allSay(': answered.')
  })

  test('takes a reply like the card that was delivered', async () => {
    await amara.reply(PATHWAY, 'not relevant')
    await allSay('You answered: Not relevant to me.')
    await amara.reply(PATHWAY, 'Thank you for this')
    await cascade.as('tomasz-wieczorek').card('Reply', 'Thank you for this')
  })

  test('is known: the newest of them, each once, and none that shows something else now', async () => {
    const { db } = cascade.database
    const { personId } = await db
      .selectFrom('identities')
      .where('userRef', '=', 'amara-okafor')
      .select('personId')
      .executeTakeFirstOrThrow()
    const known = async () => copiesOf(db, Number(number), personId ?? '')
    for (let n = 0; n < MOST_COPIES + 2; n += 1) await amara.say(`show ${number}`)
    await amara.press('Read', PATHWAY)
    // With the one that was delivered.
    expect(await known()).toHaveLength(MOST_COPIES + 1)
    expect(new Set((await known()).map(({ ref }) => ref)).size).toBe(MOST_COPIES + 1)
    const newest = (await copies()).at(-1)?.id.replace('m-', '') ?? ''
    await amara.tamper('Read', PATHWAY, {
      _on: newest,
      _press: JSON.stringify({ event: crypto.randomUUID(), intent: { do: 'in-force', with: {} } }),
    })
    expect((await known()).some(({ ref }) => ref.endsWith(newest))).toBe(false)
  })

  test('is drawn anew when the answer came while it was on its way', async () => {
    const { core } = cascade.app
    await amara.say(`show ${number}`)
    const late = (await copies()).at(-1)
    const handle = { platform: 'web', ref: `web:1:${late?.id.replace('m-', '')}` } as const
    await cascade.database.pool.query('delete from copies where handle = $1', [handle.ref])
    await amara.say(`act ${number}`)
    expect((await copies()).at(-1)?.text).not.toContain("You answered: Read, and I'll act.")
    await core.said(identityOf('amara-okafor'), `broadcast:${number}`, handle)
    await until('the late copy to follow', async () =>
      ((await copies()).at(-1)?.text ?? '').includes("You answered: Read, and I'll act."),
    )
  })
})
