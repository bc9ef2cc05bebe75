import type { Address, Identity } from '#src/chat/chat-platform.ts'
import type { GpKind, RoleName } from '#src/kernel/schema.ts'
import type { OptionalCategory } from './consents/wordings.ts'

/** A role in one organisation, in force at the moment it was read. */
export type HeldRole = Readonly<{ role: RoleName; organisation: string; organisationName: string }>

/** Somebody who has joined and not left. */
export type Person = Readonly<{
  id: string
  name: string
  gmc: string | null
  gpKind: GpKind
  quietFrom: string | null
  quietTo: string | null
  /** The weekdays on which they work, as "12345". */
  workingDays: string
  invented: boolean
  /** What they agree to beside the purpose that everybody agrees to (PECR), in the words that are in force. */
  agreed: readonly OptionalCategory[]
}>

/** Whoever acted, read anew from the database for each thing they do. */
export type Actor = Readonly<{
  identity: Identity
  address: Address
  person: Person | null
  roles: readonly HeldRole[]
}>
