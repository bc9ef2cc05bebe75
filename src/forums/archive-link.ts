import { z } from 'zod'
import { seal, unseal } from '#src/kernel/seal.ts'

/** How long a link to the archive of a forum works. */
export const ARCHIVE_LINK_MS = 60 * 60 * 1000

const PURPOSE = 'forum-archive'
const Payload = z.tuple([z.int().min(1), z.guid(), z.int().min(0)])

export type ArchiveLinkRead =
  | Readonly<{ is: 'ok'; forum: number; person: string }>
  | Readonly<{ is: 'expired'; forum: number }>
  | Readonly<{ is: 'forged' }>

/** Which forum, for whom and until when. Whether they may read it is looked up each time the link is used. */
export const makeArchiveLink = (
  secret: string,
  forum: number,
  person: string,
  expires: Date,
): string => seal(secret, PURPOSE, [forum, person, Math.ceil(expires.getTime() / 1000)])

/** What a token says, if it was made here and has not expired. */
export function readArchiveLink(secret: string, token: string, now: Date): ArchiveLinkRead {
  const facts = Payload.safeParse(unseal(secret, PURPOSE, token))
  if (!facts.success) return { is: 'forged' }
  const [forum, person, expires] = facts.data
  return now.getTime() > expires * 1000 ? { is: 'expired', forum } : { is: 'ok', forum, person }
}
