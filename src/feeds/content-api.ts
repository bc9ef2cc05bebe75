import { z } from 'zod'
import { isDay, londonDay } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { specialtyOf } from '#src/subscriptions/specialties.ts'
import type { FeedRead } from './atom.ts'
import {
  addressOf,
  type Item,
  type ItemType,
  LONGEST_SUMMARY,
  LONGEST_TITLE,
  referenceIn,
  typeOfTitle,
} from './item.ts'
import { lineOf, plainText } from './plain-text.ts'

/** The slugs of `alert_type` in GOV.UK's finder of medical safety messages, August 2026. */
const TYPES: ReadonlyMap<string, ItemType> = new Map([
  ['national-patient-safety', 'national-patient-safety'],
  ['medicines-recall-notification', 'medicines-recall'],
  ['device-safety-information', 'device-safety'],
  ['field-safety-notices', 'field-safety-notice'],
  ['mhra-safety-round-up', 'roundup'],
  // As older pages have it.
  ['devices', 'device-safety'],
  ['drugs', 'medicines-recall'],
])

const text = z.string()
const moment = z.iso.datetime({ offset: true })

/** Of a Content API document what is used here: alphagov/publishing-api, `specialist_document`, frontend schema. */
const Document = z.object({
  base_path: text.regex(/^\/[^\s]{0,490}$/),
  content_id: z.uuid(),
  title: text.min(1),
  description: text.nullish(),
  document_type: text,
  public_updated_at: moment,
  // An empty object on what is not withdrawn.
  withdrawn_notice: z
    .object({ explanation: text.nullish(), withdrawn_at: text.nullish() })
    .nullish(),
  details: z
    .object({
      body: z.unknown(),
      change_history: z.array(z.object({ note: text, public_timestamp: text })).nullish(),
      metadata: z
        .object({
          alert_type: text.nullish(),
          issued_date: text.nullish(),
          first_published_at: text.nullish(),
          medical_specialism: z.array(text).nullish(),
          therapeutic_area: z.array(text).nullish(),
        })
        .nullish(),
    })
    .nullish(),
})
type Document = z.infer<typeof Document>

/** What stands in the place of a document that is no more. */
const Ended = z.object({ document_type: z.enum(['gone', 'redirect', 'vanish', 'unpublishing']) })

export type DocumentRead =
  | Readonly<{ is: 'document'; item: Item }>
  | Readonly<{ is: 'gone' }>
  | Readonly<{ is: 'unreadable' }>

const MOST_LINKS = 300

/** The pages of its own site that a body links to, without their fragments. */
function linksOf(body: string, origin: string, own: string): readonly string[] {
  const links = new Set<string>()
  for (const [, href = ''] of body.matchAll(/\shref\s{0,3}=\s{0,3}"([^"<>]{1,600})"/g)) {
    const address = addressOf(href.replaceAll('&amp;', '&').replace(/#.*$/, ''), origin)
    if (address !== null && new URL(address).origin === origin && address !== own)
      links.add(address)
    if (links.size === MOST_LINKS) break
  }
  return [...links]
}

function typeOf(document: Document, url: string): ItemType {
  const said = TYPES.get(document.details?.metadata?.alert_type ?? '')
  // A national one is never taken for anything less, whatever it is filed under.
  const title = typeOfTitle(document.title, url)
  if (title === 'national-patient-safety') return title
  if (document.document_type === 'drug_safety_update') return 'drug-safety-update'
  return said ?? title
}

const publishedOf = ({ details }: Document): string | null => {
  const metadata = details?.metadata
  const said = metadata?.issued_date ?? metadata?.first_published_at ?? ''
  if (isDay(said)) return said
  const history = (details?.change_history ?? [])
    .map((change) => change.public_timestamp)
    .filter((at) => moment.safeParse(at).success)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))
  return history[0] === undefined ? null : londonDay(new Date(history[0]))
}

/** What was said of the last change; the first is that it was published. */
function noteOf({ details }: Document): string | null {
  const changes = details?.change_history ?? []
  const newest = changes.toSorted((a, b) =>
    a.public_timestamp < b.public_timestamp ? 1 : a.public_timestamp > b.public_timestamp ? -1 : 0,
  )[0]
  const said = changes.length < 2 || newest === undefined ? '' : lineOf(newest.note)
  return said === '' ? null : clip(said, 300)
}

const specialtiesOf = ({ details }: Document): readonly string[] => {
  const slugs = details?.metadata?.medical_specialism ?? details?.metadata?.therapeutic_area ?? []
  return [...new Set(slugs.map(specialtyOf).filter((tag) => tag !== null))].slice(0, 5)
}

const isWithdrawn = ({ withdrawn_notice: notice }: Document): boolean =>
  (notice?.withdrawn_at ?? '') !== '' || (notice?.explanation ?? '') !== ''

/** Reads one document of GOV.UK's Content API. `from` is an address of the same site. */
export function readDocument(body: unknown, from: string): DocumentRead {
  if (Ended.safeParse(body).success) return { is: 'gone' }
  const read = Document.safeParse(body)
  if (!read.success) return { is: 'unreadable' }
  const document = read.data
  const { origin, host } = new URL(from)
  const url = addressOf(document.base_path, origin)
  if (url === null || new URL(url).origin !== origin) return { is: 'unreadable' }
  const html = typeof document.details?.body === 'string' ? document.details.body : ''
  const title = lineOf(document.title)
  const summary = plainText(document.description ?? '')
  if (title === '') return { is: 'unreadable' }
  return {
    is: 'document',
    item: {
      // The id that the same site's Atom feeds have for it.
      entryId: `tag:${host},2005:${document.base_path}`,
      updated: new Date(document.public_updated_at),
      url,
      title: clip(title, LONGEST_TITLE),
      summary: clip(summary, LONGEST_SUMMARY),
      published: publishedOf(document),
      type: typeOf(document, url),
      reference: referenceIn(`${title} ${summary}`),
      specialties: specialtiesOf(document),
      contentId: document.content_id,
      links: linksOf(html, origin, url),
      withdrawn: isWithdrawn(document),
      note: noteOf(document),
    },
  }
}

/** A document as a feed of one; when it is gone, the feed has ended. */
export function readDocumentFeed(body: unknown, feedUrl: string): FeedRead {
  const read = readDocument(body, feedUrl)
  if (read.is === 'unreadable') return read
  if (read.is === 'gone') return { is: 'ended' }
  return { is: 'items', items: [read.item], left: 0 }
}

/** What Atom said of an item, with what only its document knows. Its id stays the feed's. */
export const withDocument = (item: Item, document: Item): Item => ({
  ...document,
  entryId: item.entryId,
  updated: item.updated > document.updated ? item.updated : document.updated,
  reference: document.reference ?? item.reference,
  type:
    item.type === 'national-patient-safety' || document.type === 'other'
      ? item.type
      : document.type,
  summary: document.summary === '' ? item.summary : document.summary,
})

/** Where the Content API has an item of this feed; null for one on another site. */
export function documentUrl(item: Readonly<{ url: string }>, feedUrl: string): string | null {
  const [page, feed] = [new URL(item.url), new URL(feedUrl)]
  if (page.host !== feed.host || page.href === feed.href) return null
  return `${feed.origin}/api/content${page.pathname}`
}
