import type { ConsentCategory } from '#src/kernel/schema.ts'

/** What can be refused and still be a member (PECR): each agreed to by itself, each with its own stop. */
export const OPTIONAL_CATEGORIES = ['opportunities', 'education'] as const
export type OptionalCategory = (typeof OPTIONAL_CATEGORIES)[number]

export type Wording = Readonly<{
  /** Kept with each consent. Whoever changes the text gives it a new one, and everybody is asked again. */
  version: string
  /** As a heading, and in the middle of a sentence. */
  label: string
  name: string
  text: string
}>

export const WORDINGS: Readonly<Record<ConsentCategory, Wording>> = {
  purpose: {
    version: 'joining-1',
    label: 'Your agreement',
    name: 'keeping your details',
    text: 'Keep my details for this, and send me messages about safety, prescribing, pathways and boards.',
  },
  opportunities: {
    version: 'joining-1',
    label: 'Opportunities',
    name: 'opportunities',
    text: 'Also send me opportunities: roles, seats and paid work. I can stop these at any time.',
  },
  education: {
    version: 'education-1',
    label: 'Education',
    name: 'education',
    text: 'Also send me courses, teaching and events, some of them paid. I can stop these at any time.',
  },
}

/** The wordings in force, as pairs of category and version. */
export const inForceWordings: readonly (readonly [ConsentCategory, string])[] = (
  ['purpose', ...OPTIONAL_CATEGORIES] as const
).map((category) => [category, WORDINGS[category].version])
