import { z } from 'zod'
import { seal, unseal } from '#src/kernel/seal.ts'

/** How long a link to the table of who comes works. */
export const TABLE_LINK_MS = 60 * 60 * 1000

const FILE = 'meeting-file'
const FEED = 'calendar-feed'
const TABLE = 'attendance-link'

const File = z.tuple([z.int().min(1), z.guid()])
const Feed = z.tuple([z.guid(), z.int().min(1)])
const Table = z.tuple([z.int().min(1), z.guid(), z.int().min(0)])

/** To the calendar file of one meeting. It does not expire: whoever it was given to is looked up each time. */
export const makeFileLink = (secret: string, broadcast: number, person: string): string =>
  seal(secret, FILE, [broadcast, person])

export function readFileLink(
  secret: string,
  token: string,
): Readonly<{ broadcast: number; person: string }> | null {
  const facts = File.safeParse(unseal(secret, FILE, token))
  return facts.success ? { broadcast: facts.data[0], person: facts.data[1] } : null
}

/** To somebody's own calendar, until they renew or stop it. */
export const makeFeedLink = (secret: string, person: string, serial: number): string =>
  seal(secret, FEED, [person, serial])

export function readFeedLink(
  secret: string,
  token: string,
): Readonly<{ person: string; serial: number }> | null {
  const facts = Feed.safeParse(unseal(secret, FEED, token))
  return facts.success ? { person: facts.data[0], serial: facts.data[1] } : null
}

export type TableLinkRead =
  | Readonly<{ is: 'ok'; broadcast: number; person: string }>
  | Readonly<{ is: 'expired'; broadcast: number }>
  | Readonly<{ is: 'forged' }>

export const makeTableLink = (
  secret: string,
  broadcast: number,
  person: string,
  expires: Date,
): string => seal(secret, TABLE, [broadcast, person, Math.ceil(expires.getTime() / 1000)])

export function readTableLink(secret: string, token: string, now: Date): TableLinkRead {
  const facts = Table.safeParse(unseal(secret, TABLE, token))
  if (!facts.success) return { is: 'forged' }
  const [broadcast, person, expires] = facts.data
  return now.getTime() > expires * 1000
    ? { is: 'expired', broadcast }
    : { is: 'ok', broadcast, person }
}
