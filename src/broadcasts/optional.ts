import type { OptionalCategory } from '#src/people/consents/wordings.ts'
import type { Content } from './content.ts'

/** What somebody must have agreed to before this is sent to them; null for a service message, which carries no promotion. */
export const categoryOf = (content: Content): OptionalCategory | null =>
  content.kind !== 'opportunity'
    ? null
    : content.type === 'education'
      ? 'education'
      : 'opportunities'
