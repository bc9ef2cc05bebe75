import { hourLink, NumberAndPerson } from '#src/kernel/hour-link.ts'

/** To the archive of a forum, for one person. */
export const archiveLink = hourLink('forum-archive', NumberAndPerson)
