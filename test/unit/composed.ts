import { composeForm, EMPTY_DRAFT } from '#src/broadcasts/forms.ts'
import { SaveDraft } from '#src/broadcasts/intents.ts'
import { readCompose } from '#src/broadcasts/read-compose.ts'
import type { FormValues } from '#src/chat/form.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'

export const TODAY = '2026-11-22'
export const formOf = (kind: BroadcastKind) => composeForm(kind, EMPTY_DRAFT, SaveDraft({ kind }))

const around = {
  organisation: ['U00000'],
  title: 'Sore throat pathway',
  summary: 'Use FeverPAIN first.',
  urgency: 'routine',
}
export const GOOD: Readonly<Record<BroadcastKind, FormValues>> = {
  prescribing: {
    ...around,
    until: '2027-01-31',
    effectiveFrom: '2026-01-01',
    reference: 'EL(24)A/52',
  },
  pathway: { ...around, until: '', effectiveFrom: '2026-12-01', reviewBy: '2027-12-01' },
  'board-meeting': {
    ...around,
    date: '2026-12-09',
    starts: '9:30',
    ends: '13:00',
    place: 'Example Surgery',
    joinUrl: 'https://teams.microsoft.com/l/1',
    agenda: 'Minutes\nWinter access',
    openForum: 'yes',
  },
  announcement: around,
  opportunity: {
    ...around,
    type: 'research',
    sessions: '1 a week',
    terms: 'unpaid',
    closes: '2026-12-31',
  },
  consultation: {
    ...around,
    closes: '2026-12-31',
    question1: 'Which day suits you? | Monday | Thursday',
    question2: 'What would help you most?',
  },
  'education-event': {
    ...around,
    date: '2026-12-09',
    starts: '9:30',
    ends: '13:00',
    place: 'Example Surgery',
    capacity: '30',
    cpdHours: '3.5',
  },
}

export const errorsOf = (kind: BroadcastKind, extra: FormValues) => {
  const read = readCompose(kind, { ...GOOD[kind], ...extra }, TODAY)
  return read.ok ? {} : read.errors
}
export const contentWith = (kind: BroadcastKind, extra: FormValues) => {
  const read = readCompose(kind, { ...GOOD[kind], ...extra }, TODAY)
  return read.ok ? read.value.content : read.errors
}
