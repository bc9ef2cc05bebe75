import type { BroadcastKind, Urgency } from '#src/kernel/schema.ts'
import { listWords } from '#src/kernel/words.ts'
import type { ContentOf } from './content.ts'

export const KINDS = [
  'prescribing',
  'pathway',
  'board-meeting',
  'announcement',
  'opportunity',
  'consultation',
  'education-event',
] as const satisfies readonly BroadcastKind[]

export const KIND_NAMES: Readonly<Record<BroadcastKind, Readonly<{ one: string; many: string }>>> =
  {
    prescribing: { one: 'Prescribing message', many: 'prescribing messages' },
    pathway: { one: 'Pathway update', many: 'pathway updates' },
    'board-meeting': { one: 'Board meeting notice', many: 'board meeting notices' },
    announcement: { one: 'Announcement', many: 'announcements' },
    opportunity: { one: 'Opportunity', many: 'opportunities' },
    consultation: { one: 'Consultation', many: 'consultations' },
    'education-event': { one: 'Education event', many: 'education events' },
  }

/** Everything that can be written, as one types it: "prescribing message, pathway update or announcement". */
export const ALL_KINDS_WORDS: string = listWords(
  KINDS.map((kind) => KIND_NAMES[kind].one.toLowerCase()),
  'or',
)

/** What people call a kind when they type, in lower case. */
export const KIND_WORDS: ReadonlyMap<string, BroadcastKind> = new Map([
  ['prescribing', 'prescribing'],
  ['prescribing message', 'prescribing'],
  ['prescribing messages', 'prescribing'],
  ['pathway', 'pathway'],
  ['pathways', 'pathway'],
  ['pathway update', 'pathway'],
  ['pathway updates', 'pathway'],
  ['board', 'board-meeting'],
  ['board meeting', 'board-meeting'],
  ['board meeting notice', 'board-meeting'],
  ['board meeting notices', 'board-meeting'],
  ['board notices', 'board-meeting'],
  ['meeting', 'board-meeting'],
  ['meetings', 'board-meeting'],
  ['announcement', 'announcement'],
  ['announcements', 'announcement'],
  ['opportunity', 'opportunity'],
  ['opportunities', 'opportunity'],
  ['consultation', 'consultation'],
  ['consultations', 'consultation'],
  ['event', 'education-event'],
  ['events', 'education-event'],
  ['education event', 'education-event'],
  ['education events', 'education-event'],
  ['education', 'education-event'],
])

export const URGENCY_NAMES: Readonly<Record<Urgency, string>> = {
  critical: 'Critical',
  important: 'Important',
  routine: 'Routine',
  info: 'For information',
}

/** What a sender chooses from, the most urgent first. */
export const URGENCIES = [
  'critical',
  'important',
  'routine',
  'info',
] as const satisfies readonly Urgency[]

const OPPORTUNITY_NAMES: Readonly<Record<ContentOf<'opportunity'>['type'], string>> = {
  'clinical-director': 'Clinical director',
  'pathway-lead': 'Pathway lead',
  supervision: 'Supervision',
  'special-interest': 'Special-interest clinic',
  representative: 'Representative',
  education: 'Education',
  research: 'Research',
  other: 'Other',
}
export const opportunityName = (type: ContentOf<'opportunity'>['type']): string =>
  OPPORTUNITY_NAMES[type]

export const TIME_NAMES: Readonly<Record<NonNullable<ContentOf<'opportunity'>['time']>, string>> = {
  paid: 'Paid time',
  own: 'Your own time',
}

export const TERMS_NAMES: Readonly<Record<ContentOf<'opportunity'>['terms'], string>> = {
  'employed-model-terms':
    'Employed, on terms no less favourable than the model salaried GP contract',
  'self-employed': 'Self-employed',
  unpaid: 'Not paid',
  'not-said': 'Not said',
}
