import type { OptionalCategory } from '#src/people/consents/wordings.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import type { Content } from './content.ts'

/** Kinds that may need a consent; which of them does is in the content. */
export const OPTIONAL_KINDS: ReadonlySet<BroadcastKind> = new Set([
  'opportunity',
  'education-event',
])

/**
 * What somebody must have agreed to before this is sent to them; null for a service message, which carries no promotion.
 * An event that costs is one that is sold (PECR); one that is free is what a place owes those who work there.
 */
export function categoryOf(content: Content): OptionalCategory | null {
  if (content.kind === 'education-event') return content.cost === null ? null : 'education'
  if (content.kind !== 'opportunity') return null
  return content.type === 'education' ? 'education' : 'opportunities'
}
