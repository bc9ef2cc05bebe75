import { createHash } from 'node:crypto'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { InHand } from '#src/versions/rules.ts'

/** The same value in the same words, whatever order its keys and sets were stored in. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([key, inside]) => [key, canonical(inside)])
}

/**
 * What a second person agrees to, as 64 hexadecimal digits: what it says, who it is for, how urgent it is, what it takes
 * the place of, and which version it is or replaces. Who follows these places today is not in it: people come and go.
 */
export function hashOf(broadcast: Broadcast, correction: InHand | null): string {
  const { id, kind, organisation, specialties, gpKinds, urgency, content, since } = broadcast
  const all = {
    id,
    kind,
    organisation,
    specialties: specialties.toSorted(),
    gpKinds: gpKinds.toSorted(),
    urgency,
    content,
    version: since.version,
    replaces: since.replaces.map((one) => one.id).toSorted((a, b) => a - b),
    correction,
  }
  return createHash('sha256')
    .update(JSON.stringify(canonical(all)))
    .digest('hex')
}
