import { z } from 'zod'
import { hourLink, NumberAndPerson } from '#src/kernel/hour-link.ts'
import { seal, unseal } from '#src/kernel/seal.ts'

const FILE = 'meeting-file'
const FEED = 'calendar-feed'

const Feed = z.tuple([z.guid(), z.int().min(1)])

/** To the calendar file of one meeting. It does not expire: whoever it was given to is looked up each time. */
export const makeFileLink = (secret: string, broadcast: number, person: string): string =>
  seal(secret, FILE, [broadcast, person])

export function readFileLink(
  secret: string,
  token: string,
): Readonly<{ broadcast: number; person: string }> | null {
  const facts = NumberAndPerson.safeParse(unseal(secret, FILE, token))
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

/** To the table of who comes, for whoever runs the meeting. */
export const tableLink = hourLink('attendance-link', NumberAndPerson)
