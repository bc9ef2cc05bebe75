import fc from 'fast-check'
import { expect } from 'vitest'
import { anyMessage } from '#test/support/arbitraries.ts'
import { asRead, card, type Law, newKey, on, send, titles } from './law.ts'

/** What goes out. */
export const DELIVERY_LAWS: Readonly<Record<string, Law>> = {
  'a message is shown to the person addressed and to nobody else': on(async (harness) => {
    const [amara, ben] = [await harness.somebody(), await harness.somebody()]
    await send(harness, amara, card('Sore throat pathway'))
    expect(await titles(harness, amara)).toEqual(['Sore throat pathway'])
    expect(await titles(harness, ben)).toEqual([])
  }),

  'the same key twice leaves one message': on(async (harness) => {
    const amara = await harness.somebody()
    const key = newKey()
    const one = await send(harness, amara, card('Once'), key)
    const again = await send(harness, amara, card('Once'), key)
    expect(again).toEqual(one)
    expect(await titles(harness, amara)).toEqual(['Once'])
  }),

  'a lookup finds what was sent and nothing else': on(async (harness) => {
    const amara = await harness.somebody()
    const key = newKey()
    const handle = await send(harness, amara, card('Sent'), key)
    const [found, absent] = [
      await harness.platform.lookUp(amara.address, key),
      await harness.platform.lookUp(amara.address, newKey()),
    ]
    if (harness.platform.capabilities.canLookUp) {
      expect(found).toEqual({ is: 'found', handle })
      expect(absent).toEqual({ is: 'absent' })
    } else expect([found, absent]).toEqual([{ is: 'cannot-tell' }, { is: 'cannot-tell' }])
  }),

  'a redraw replaces a message and adds none': on(async (harness) => {
    const amara = await harness.somebody()
    const handle = await send(harness, amara, card('Version 1'))
    const [before] = await harness.shownTo(amara)
    const outcome = await harness.platform.redraw(handle, card('Version 2'))
    expect(outcome.is).toBe('sent')
    expect(await titles(harness, amara)).toEqual(['Version 2'])
    const [after] = await harness.shownTo(amara)
    expect(after?.revision).toBeGreaterThan(before?.revision ?? Infinity)
    expect(after?.key).toBe(before?.key)
  }),

  'what does not exist is never reached, and nothing is thrown': on(async (harness) => {
    const { name } = harness.platform
    const { address, handle } = await harness.nowhere()
    const nonsense = { platform: name, ref: 'nonsense' }
    const elsewhere = { platform: name === 'web' ? 'slack' : 'web', ref: address.ref } as const
    for (const to of [address, nonsense, elsewhere])
      expect(await harness.platform.send(to, card('Lost'), newKey())).toMatchObject({ is: 'never' })
    for (const what of [handle, nonsense, { ...handle, platform: elsewhere.platform }])
      expect(await harness.platform.redraw(what, card('Lost'))).toMatchObject({ is: 'never' })
  }),

  'any message is delivered': on(async (harness) => {
    await fc.assert(
      fc.asyncProperty(anyMessage, async (made) => {
        const amara = await harness.somebody()
        const handle = await send(harness, amara, made)
        expect(await titles(harness, amara)).toEqual([asRead(made.title)])
        expect((await harness.platform.redraw(handle, made)).is).toBe('sent')
      }),
      { numRuns: 50 },
    )
  }),
}
