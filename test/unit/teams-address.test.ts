import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  accountAt,
  addressOf,
  handleOf,
  identityOf,
  type Posted,
  postedAt,
} from '#adapters/teams/address.ts'
import { Address, Identity, MessageHandle } from '#src/chat/chat-platform.ts'

const entra = fc.oneof(fc.uuid(), fc.stringMatching(/^[A-Za-z0-9-]{1,64}$/))
const wire = fc
  .array(fc.integer({ min: 0x21, max: 0x7e }), { minLength: 1, maxLength: 300, size: 'max' })
  .map((codes) => String.fromCharCode(...codes))
const anyPosted: fc.Arbitrary<Posted> = fc.record({
  tenant: entra,
  user: entra,
  conversation: wire,
  activity: wire,
})

test('any account and any message come back from what is stored of them', () => {
  fc.assert(
    fc.property(anyPosted, (posted) => {
      const { tenant, user } = posted
      expect(accountAt(Address.parse(addressOf(posted)))).toEqual({ tenant, user })
      expect(postedAt(MessageHandle.parse(handleOf(posted)))).toEqual(posted)
      expect(Identity.parse(identityOf(posted))).toEqual({ platform: 'teams', tenant, user })
      expect(accountAt(handleOf(posted))).toBeNull()
      expect(postedAt(addressOf(posted))).toBeNull()
    }),
  )
})

test.each([
  'teams:2:t:u',
  'teams:1:t:u:c',
  'teams:1:t',
  'teams:1:t:%',
  'teams:1:t:%20',
  'teams:1:t:u%3Ax',
  'slack:1:T1:U1',
  '',
])('%j is no address and no message of ours', (ref) => {
  expect(accountAt({ platform: 'teams', ref })).toBeNull()
  expect(postedAt({ platform: 'teams', ref })).toBeNull()
})

test('another platform’s address is not read', () => {
  expect(accountAt({ platform: 'slack', ref: 'teams:1:t:u' })).toBeNull()
})
