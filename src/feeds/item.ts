/** What sort of thing the source published; GOV.UK's five message types, its drug safety updates, and the rest. */
export const ITEM_TYPES = [
  'national-patient-safety',
  'medicines-recall',
  'drug-safety-update',
  'device-safety',
  'field-safety-notice',
  'roundup',
  'other',
] as const
export type ItemType = (typeof ITEM_TYPES)[number]

/** One thing that a feed tells of, as it is told now. */
export type Item = Readonly<{
  /** The feed's own id of it: one for ever. */
  entryId: string
  /** Moves when the source changes it in a way that matters. */
  updated: Date
  url: string
  title: string
  /** May be empty. */
  summary: string
  /** YYYY-MM-DD; null while nobody has said. */
  published: string | null
  type: ItemType
  /** The issuer's own, as "NatPSA/2023/013/MHRA". */
  reference: string | null
  specialties: readonly string[]
  /** GOV.UK's id of the document, when its Content API was read; null from Atom alone. */
  contentId: string | null
  /** The pages that it links to on its own site. */
  links: readonly string[]
  withdrawn: boolean
  /** What the source says that it changed last. */
  note: string | null
}>

export const LONGEST_TITLE = 300
export const LONGEST_SUMMARY = 1000
/** A card's link is no longer. */
export const LONGEST_URL = 500
const LONGEST_ID = 500

export const usableId = (id: string): boolean => id !== '' && id.length <= LONGEST_ID

/** An address that a card can show, or null. `base` is where it was read. */
export function addressOf(href: string, base: string): string | null {
  const url = URL.parse(href, base)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') return null
  return url.href.length > LONGEST_URL ? null : url.href
}

const REFERENCES = [
  /\bNatPSA\/\d{4}\/\d{3}(?:\/[A-Z]{2,8})?\b/i,
  /\b(?:EL|CLDA|CLMR|FMD)\s?\(\d{2}\)\s?[A-Z]{1,2}\s?\/\s?\d{1,3}\b/i,
  /\b(?:DSI|MDA|MSN|CEM\/CMO)\/\d{4}\/\d{1,4}\b/i,
]

/** The issuer's reference as it is written in a text. */
export function referenceIn(text: string): string | null {
  for (const pattern of REFERENCES) {
    const found = pattern.exec(text)
    if (found !== null) return found[0]
  }
  return null
}

/** What a title alone says; the Content API knows better where it can be read. */
export function typeOfTitle(title: string, url: string): ItemType {
  if (/\bnational patient safety alert\b|\bnatpsa\b/i.test(title)) return 'national-patient-safety'
  if (/\bmhra safety round-?up\b/i.test(title)) return 'roundup'
  if (/\bfield safety notices?\b/i.test(title)) return 'field-safety-notice'
  if (/\bdevice safety information\b|\bDSI\/\d{4}/i.test(title)) return 'device-safety'
  if (/\bmedicines? (recall|notification|defect)\b|\bclass [1-4] medicines?\b/i.test(title))
    return 'medicines-recall'
  return /\/drug-safety-update\//.test(url) ? 'drug-safety-update' : 'other'
}
