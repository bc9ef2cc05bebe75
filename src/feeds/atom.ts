import { z } from 'zod'
import { clip } from '#src/kernel/words.ts'
import {
  addressOf,
  type Item,
  LONGEST_SUMMARY,
  LONGEST_TITLE,
  referenceIn,
  typeOfTitle,
  usableId,
} from './item.ts'
import { lineOf, plainText } from './plain-text.ts'
import { childrenOf, type Element, readXml, textOf } from './xml.ts'

/** What a feed's document comes to. `left` is how many entries could not be read. */
export type FeedRead =
  | Readonly<{ is: 'items'; items: readonly Item[]; left: number }>
  | Readonly<{ is: 'ended' }>
  | Readonly<{ is: 'unreadable' }>

/** An entry as RFC 4287 has it; what GOV.UK does not send (`published`, `category`) is not asked for. */
const Entry = z.object({
  id: z.string().refine(usableId),
  updated: z.iso.datetime({ offset: true }),
  title: z.string().min(1),
  href: z.string(),
  summary: z.string(),
})

/** More entries than GOV.UK's 50; the newest stand first. */
const MOST_ENTRIES = 200

const first = (element: Element, name: string): string => {
  const found = childrenOf(element, name)[0]
  return found === undefined ? '' : textOf(found).trim()
}

function readable(element: Element, name: string): string {
  const found = childrenOf(element, name)[0]
  if (found === undefined) return ''
  return found.attributes.get('type') === 'html' ? plainText(textOf(found)) : lineOf(textOf(found))
}

function hrefOf(entry: Element): string {
  const links = childrenOf(entry, 'link')
  const rel = (link: Element) => link.attributes.get('rel') ?? 'alternate'
  return links.find((link) => rel(link) === 'alternate')?.attributes.get('href') ?? ''
}

function itemOf(entry: Element, feedUrl: string): Item | null {
  const read = Entry.safeParse({
    id: first(entry, 'id'),
    updated: first(entry, 'updated'),
    title: readable(entry, 'title'),
    href: hrefOf(entry),
    summary: readable(entry, 'summary'),
  })
  if (!read.success) return null
  const { id, updated, title, href, summary } = read.data
  // An address that no card can carry is not a reason to lose the item: the feed's own stands in.
  const url = addressOf(href, feedUrl) ?? feedUrl
  return {
    entryId: id,
    updated: new Date(updated),
    url,
    title: clip(title, LONGEST_TITLE),
    summary: clip(summary, LONGEST_SUMMARY),
    published: null,
    type: typeOfTitle(title, url),
    reference: referenceIn(`${title} ${summary}`),
    specialties: [],
    contentId: null,
    links: [],
    withdrawn: false,
    note: null,
  }
}

/** GOV.UK answers for a feed that it has retired with a valid one, whose only entry says so. */
const saysItEnded = (entries: readonly Element[]): boolean =>
  entries.length === 1 &&
  entries.every(
    (entry) =>
      first(entry, 'id').endsWith('/feed-ended') || first(entry, 'title') === 'This feed has ended',
  )

/** Reads an Atom 1.0 feed, as GOV.UK's finders make it. `feedUrl` is where it was read from. */
export function readAtom(text: string, feedUrl: string): FeedRead {
  const read = readXml(text)
  if (!read.ok || read.root.name !== 'feed') return { is: 'unreadable' }
  const entries = childrenOf(read.root, 'entry')
  if (saysItEnded(entries)) return { is: 'ended' }
  const items = entries
    .slice(0, MOST_ENTRIES)
    .map((entry) => itemOf(entry, feedUrl))
    .filter((item) => item !== null)
  if (entries.length > 0 && items.length === 0) return { is: 'unreadable' }
  return { is: 'items', items, left: entries.length - items.length }
}
