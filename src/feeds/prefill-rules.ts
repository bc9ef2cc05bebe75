import type { Content } from '#src/broadcasts/content.ts'
import { dateWords, londonDay } from '#src/kernel/london.ts'
import type { BroadcastKind, Urgency } from '#src/kernel/schema.ts'
import { clip } from '#src/kernel/words.ts'
import type { Item, ItemType } from './item.ts'

/** What is put in the compose form for an item; its author changes it as they like. */
type Source = Item & Readonly<{ feedName: string }>

const KIND_OF: Readonly<Record<ItemType, BroadcastKind>> = {
  'national-patient-safety': 'prescribing',
  'medicines-recall': 'prescribing',
  'drug-safety-update': 'prescribing',
  'device-safety': 'announcement',
  'field-safety-notice': 'announcement',
  roundup: 'announcement',
  other: 'announcement',
}

/** Never critical: that is for a person to say. */
const URGENCY_OF: Readonly<Record<ItemType, Urgency>> = {
  'national-patient-safety': 'important',
  'medicines-recall': 'important',
  'drug-safety-update': 'routine',
  'device-safety': 'routine',
  'field-safety-notice': 'routine',
  roundup: 'info',
  other: 'routine',
}

export const urgencyFor = ({ type }: Pick<Item, 'type'>): Urgency => URGENCY_OF[type]

/** The kind of message that an item makes, of those that its writer may send; null when they may send neither. */
export function kindFor(
  { type }: Pick<Item, 'type'>,
  allowed: readonly BroadcastKind[],
): BroadcastKind | null {
  const wanted = KIND_OF[type]
  return [wanted, 'announcement' as const].find((kind) => allowed.includes(kind)) ?? null
}

/** An address that would fill the message is left to the link under it. */
const LONGEST_SHOWN_URL = 160

const officialText = ({ url }: Source): string =>
  url.length > LONGEST_SHOWN_URL
    ? 'the official text is at the link to the source'
    : `the official text is at ${url}`

const ACTED_ON_BY_PRACTICE =
  'The practice acts on the National Patient Safety Alert by its own process, not by this message'

/** Whose words these are, before any of them. */
function openingOf(item: Source): string {
  const from = clip(item.feedName, 80)
  if (item.type !== 'national-patient-safety') return `From ${from}; ${officialText(item)}.`
  return `This only points to a National Patient Safety Alert (from ${from}); ${officialText(item)}.`
}

/** The title without the words that a national one begins with: what we send must not look like it. */
function titleOf(item: Source): string {
  if (item.type !== 'national-patient-safety') return clip(item.title, 80)
  const bare = item.title
    .replace(/^\s*national patient safety alert\s*[:–-]?\s*/i, '')
    .replace(/\s*\(?natpsa[/-][^\s()]{4,30}\)?\s*$/i, '')
    .trim()
  const about = item.reference ?? 'a national patient safety notice'
  return clip(`See ${about}: ${bare === '' ? 'read the official text' : bare}`, 80)
}

const summaryOf = (item: Source): string => {
  const opening = openingOf(item)
  const rest = item.summary === '' ? '' : ` ${item.summary}`
  return clip(`${opening}${rest}`, 400)
}

export function contentFor(item: Source, kind: 'prescribing' | 'announcement'): Content {
  const common = {
    title: titleOf(item),
    summary: summaryOf(item),
    actions: item.type === 'national-patient-safety' ? [ACTED_ON_BY_PRACTICE] : [],
    sourceName: clip(item.feedName, 100),
    sourceUrl: item.url,
    contact: null,
    until: null,
  }
  return kind === 'announcement'
    ? { kind, ...common }
    : {
        kind,
        ...common,
        reference: item.reference === null ? null : clip(item.reference, 60),
        effectiveFrom: null,
        reviewBy: null,
      }
}

/** The correction that an update of the source suggests: what its author wrote by themselves stays as it is. */
export function correctionFor(
  sent: Content,
  given: Readonly<{ title: string; summary: string }>,
  item: Source,
): Readonly<{ content: Content; what: string }> {
  const fresh = contentFor(item, 'announcement')
  const day = dateWords(londonDay(item.updated))
  return {
    content: {
      ...sent,
      title: sent.title === given.title ? fresh.title : sent.title,
      summary: sent.summary === given.summary ? fresh.summary : sent.summary,
      sourceUrl: item.url,
    },
    what: clip(item.note ?? `${clip(item.feedName, 60)} changed it on ${day}`, 120),
  }
}
