import fc from 'fast-check'
import { expect } from 'vitest'
import { type Form, textField } from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { button, message } from '#src/chat/message.ts'
import { anyForm, anyIntent } from '#test/support/arbitraries.ts'
import { aMoment, first, listener } from './harness.ts'
import { asRead, card, type Law, on, READ, send, titles } from './law.ts'

const form = (title: string): Form => ({
  title,
  submit: 'Send',
  intro: [],
  fields: [textField('question', 'Your question', 300), textField('name', 'Your name', 100)],
  intent: { do: 'ask', with: { broadcast: '12' } },
})

/** What comes in, and what is shown in answer. */
export const HEARING_LAWS: Readonly<Record<string, Law>> = {
  'a press comes back as the intent it was made with, who it was, and on which message': on(
    async (harness, { heard }) => {
      const [amara, ben] = [await harness.somebody(), await harness.somebody()]
      const other: Intent = { do: 'answer', with: { broadcast: '12', answer: 'not-relevant' } }
      const actions = [button('Read', READ, 'primary'), button('Not relevant to me', other)]
      await send(harness, ben, message({ title: 'For both', actions }))
      const handle = await send(harness, amara, message({ title: 'For both', actions }))
      await harness.press(amara, handle, other)
      const inbound = await first(heard)
      expect(inbound).toMatchObject({
        who: amara.identity,
        on: handle,
        what: { is: 'press', intent: other },
      })
      await send(harness, { ...amara, address: inbound.reachableAt }, card('In answer'))
      expect(await titles(harness, amara)).toEqual(['For both', 'In answer'])
      expect(heard).toHaveLength(1)
    },
  ),

  'any intent survives the way there and back': on(async (harness, { heard }) => {
    const amara = await harness.somebody()
    await fc.assert(
      fc.asyncProperty(anyIntent, async (intent) => {
        heard.length = 0
        await harness.press(amara, await send(harness, amara, card('Any', intent)), intent)
        expect((await first(heard)).what).toEqual({ is: 'press', intent })
      }),
      { numRuns: 15 },
    )
  }),

  'a form comes back with its intent and its values': on(
    async (harness, { heard }) => {
      const amara = await harness.somebody()
      const handle = await send(harness, amara, card('Ask about this'))
      await harness.press(amara, handle, READ)
      await first(heard)
      const values = { question: 'Is it "5 days" & <not> 7? 👩🏽‍⚕️ שלום', name: 'Dr Ada O’Neill' }
      await harness.submit(amara, values)
      await expect.poll(() => heard.length).toBe(2)
      expect(heard[1]).toMatchObject({
        who: amara.identity,
        on: handle,
        what: { is: 'submit', intent: form('').intent, values },
      })
    },
    () => listener(({ what }) => (what.is === 'press' ? [{ do: 'ask', form: form('Ask') }] : [])),
  ),

  'a typed text arrives as it was said, with the message it replies to': on(
    async (harness, { heard }) => {
      const amara = await harness.somebody()
      const handle = await send(harness, amara, card('Reply to this'))
      const text = 'Two lines:\n"<b>5 & 6</b>" *as said* 👩🏽‍⚕️ שלום'
      await harness.say(amara, text, handle)
      expect(await first(heard)).toMatchObject({
        who: amara.identity,
        on: handle,
        what: { is: 'say', text },
      })
      await harness.say(amara, 'help', null)
      await expect.poll(() => heard.length).toBe(2)
      expect(heard[1]).toMatchObject({ on: null, what: { is: 'say', text: 'help' } })
    },
  ),

  'one event told twice has one id, and two events have two': on(async (harness, { heard }) => {
    const amara = await harness.somebody()
    const handle = await send(harness, amara, card('Press me'))
    await harness.pressToldTwice(amara, handle, READ)
    await first(heard)
    await aMoment()
    const ids = () => new Set(heard.map(({ eventId }) => eventId)).size
    expect(ids()).toBe(1)
    await harness.press(amara, handle, READ)
    await expect.poll(ids).toBe(2)
  }),

  'a forged request never reaches the core': on(async (harness, { heard }) => {
    const { status } = await harness.forge()
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    await aMoment()
    expect(heard).toEqual([])
  }),

  'what a reaction says is shown to the person who acted': on(
    async (harness) => {
      const [amara, ben] = [await harness.somebody(), await harness.somebody()]
      const handle = await send(harness, amara, card('Press me'))
      await harness.press(amara, handle, READ)
      await expect.poll(() => titles(harness, amara)).toEqual(['Press me', 'Thank you'])
      expect(await titles(harness, ben)).toEqual([])
    },
    () => listener(() => [{ do: 'say', message: message({ title: 'Thank you' }), about: null }]),
  ),

  'what a reaction redraws is the message that was acted on': on(
    async (harness, { said }) => {
      const amara = await harness.somebody()
      const handle = await send(harness, amara, card('Press me'))
      await send(harness, amara, card('Another'))
      await harness.press(amara, handle, READ)
      await expect.poll(() => titles(harness, amara)).toEqual(['You have read this', 'Another'])
      // It stands where the core knows it to stand.
      await aMoment()
      expect(said).toEqual([])
    },
    () =>
      listener(() => [
        { do: 'redraw', message: message({ title: 'You have read this' }), about: 'broadcast:12' },
      ]),
  ),

  'a card of a reaction that has to follow is told back with a handle that can be redrawn': on(
    async (harness, { said }) => {
      const amara = await harness.somebody()
      const handle = await send(harness, amara, card('Press me'))
      await harness.press(amara, handle, READ)
      await expect.poll(() => said.length).toBe(1)
      const [told] = said
      if (told === undefined) throw new Error('Nothing was told')
      expect(told).toMatchObject({ who: amara.identity, about: 'broadcast:12' })
      const outcome = await harness.platform.redraw(told.handle, card('Read by 12'))
      expect(outcome.is).toBe('sent')
      expect(await titles(harness, amara)).toEqual(['Press me', 'Read by 12', 'In passing'])
      await aMoment()
      expect(said).toHaveLength(1)
    },
    () =>
      listener(() => [
        { do: 'say', message: message({ title: 'Message 12' }), about: 'broadcast:12' },
        { do: 'say', message: message({ title: 'In passing' }), about: null },
      ]),
  ),

  'any form opens': async (make) => {
    let asked = form('Not yet')
    const law = on(
      async (harness) => {
        await fc.assert(
          fc.asyncProperty(anyForm, async (made) => {
            asked = made
            const amara = await harness.somebody()
            await harness.press(amara, await send(harness, amara, card('Open it')), READ)
            await expect.poll(() => harness.formShownTo(amara)).not.toBeNull()
            const open = await harness.formShownTo(amara)
            expect(asRead(open?.title ?? '')).toBe(asRead(made.title))
            expect(open?.fields).toEqual(made.fields.map(({ name }) => name))
          }),
          { numRuns: 25 },
        )
      },
      () => listener(() => [{ do: 'ask', form: asked }]),
    )
    await law(make)
  },

  'a core that throws leaves the platform working': async (make) => {
    let broken = true
    const law = on(
      async (harness, { heard }) => {
        const amara = await harness.somebody()
        const handle = await send(harness, amara, card('Press me'))
        await harness.press(amara, handle, READ)
        await first(heard)
        broken = false
        await harness.press(amara, handle, READ)
        await expect.poll(() => titles(harness, amara)).toContain('It works')
        expect(await harness.platform.healthy()).toBe(true)
      },
      () =>
        listener(() => {
          if (broken) throw new Error('The database is gone')
          return [{ do: 'say', message: message({ title: 'It works' }), about: null }]
        }),
    )
    await law(make)
  },

  'stopping lets work in hand finish and takes nothing new': async (make) => {
    const gate = Promise.withResolvers<void>()
    const order: string[] = []
    const { core, heard } = listener(async () => {
      await gate.promise
      order.push('finished')
      return []
    })
    const harness = await make()
    try {
      await harness.platform.start(core)
      const amara = await harness.somebody()
      const handle = await send(harness, amara, card('Press me'))
      const pressing = harness.press(amara, handle, READ)
      await first(heard)
      const stopping = harness.platform.stop().then(() => order.push('stopped'))
      await aMoment()
      expect(order).toEqual([])
      gate.resolve()
      await Promise.all([pressing, stopping])
      expect(order).toEqual(['finished', 'stopped'])
      // Refused at the door or not answered at all: either way the core does not hear of it.
      await harness.press(amara, handle, READ).catch(() => {})
      await aMoment()
      expect(heard).toHaveLength(1)
    } finally {
      gate.resolve()
      await harness.close()
    }
  },
}
