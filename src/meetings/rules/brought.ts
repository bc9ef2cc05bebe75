/** What people bring to a meeting, and what comes of it. */

export type Paper = Readonly<{ id: number; title: string; url: string }>

/** Something that somebody wants on the agenda, or answered at the meeting. */
export type Proposal = Readonly<{
  id: number
  broadcastId: number
  personId: string
  name: string
  sort: 'item' | 'question'
  words: string
  at: Date
  state: 'open' | 'accepted' | 'declined'
  reason: string | null
}>

export type Minutes = Readonly<{
  summary: string
  decisions: readonly string[]
  url: string | null
  version: number
}>

export type ActionItem = Readonly<{
  id: number
  broadcastId: number
  what: string
  ownerId: string
  ownerName: string
  /** YYYY-MM-DD. */
  due: string
  madeBy: string
  doneAt: Date | null
}>
