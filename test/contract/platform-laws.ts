import { describe, expect, test } from 'vitest'
import type { Harness } from './harness.ts'
import { DELIVERY_LAWS } from './laws-of-delivery.ts'
import { HEARING_LAWS } from './laws-of-hearing.ts'

const LAWS = { ...DELIVERY_LAWS, ...HEARING_LAWS }

/** A law that this adapter cannot keep, and why its platform is the reason. */
export type Skip = Readonly<{ law: string; because: string }>

/** The one suite of laws for every adapter. */
export function platformLaws(
  name: string,
  make: () => Promise<Harness>,
  skips: readonly Skip[] = [],
): void {
  describe(`the platform laws on ${name}`, () => {
    test('every law that is skipped exists and says why', () => {
      expect(skips.filter(({ law, because }) => !(law in LAWS) || because === '')).toEqual([])
    })
    for (const [law, holds] of Object.entries(LAWS)) {
      const skip = skips.find((one) => one.law === law)
      test(law, async (context) => {
        if (skip !== undefined) context.skip(skip.because)
        await holds(make)
      })
    }
  })
}
