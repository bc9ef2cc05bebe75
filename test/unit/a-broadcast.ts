import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Content, ContentOf } from '#src/broadcasts/content.ts'
import { NEVER_CHANGED } from '#src/broadcasts/since.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'

const common = {
  title: 'Sore throat pathway',
  summary: 'Use FeverPAIN first.',
  actions: [],
  sourceName: null,
  sourceUrl: null,
  contact: null,
  until: null,
}

const CONTENTS: Readonly<{ [K in BroadcastKind]: ContentOf<K> }> = {
  prescribing: {
    kind: 'prescribing',
    ...common,
    reference: null,
    effectiveFrom: null,
    reviewBy: null,
  },
  pathway: { kind: 'pathway', ...common, effectiveFrom: null, reviewBy: null },
  'board-meeting': {
    kind: 'board-meeting',
    ...common,
    date: '2026-12-09',
    starts: '13:00',
    ends: '14:30',
    place: 'Teams',
    joinUrl: null,
    agenda: [],
    openForum: false,
  },
  announcement: { kind: 'announcement', ...common },
  opportunity: {
    kind: 'opportunity',
    ...common,
    type: 'other',
    sessions: '1 session a week',
    paidBy: null,
    terms: 'not-said',
    eligibility: null,
    closes: '2026-12-09',
  },
  consultation: {
    kind: 'consultation',
    ...common,
    opens: null,
    closes: '2026-12-09',
    questions: [
      { text: 'Which day suits you?', choices: ['Monday', 'Thursday'] },
      { text: 'What would help you most?', choices: [] },
    ],
  },
  'education-event': {
    kind: 'education-event',
    ...common,
    date: '2026-12-09',
    starts: '13:00',
    ends: '14:30',
    place: 'Teams',
    joinUrl: null,
    capacity: 30,
    cost: null,
    cpdHours: null,
  },
}

/** The least that a message of that kind says, with what a test adds. */
export const contentOf = <K extends BroadcastKind>(
  kind: K,
  extra: Partial<ContentOf<K>> = {},
): ContentOf<K> => ({ ...CONTENTS[kind], ...extra })

/** An announcement's draft, with what a test adds. */
export function aBroadcast(extra: Partial<Broadcast> = {}): Broadcast {
  const content: Content = extra.content ?? contentOf('announcement')
  return {
    id: 12,
    kind: content.kind,
    organisation: 'U00000',
    organisationName: 'Lyngford PCN',
    organisationKind: 'pcn',
    authorId: 'author',
    authorName: 'Dr Ada Author',
    authorLeft: false,
    authorInvented: false,
    urgency: 'routine',
    specialties: [],
    gpKinds: [],
    content,
    provenance: 'person',
    state: 'draft',
    reminds: true,
    scheduledFor: null,
    startedAt: null,
    finishedAt: null,
    progress: null,
    since: NEVER_CHANGED,
    ...extra,
  }
}
