import { hourLink, NumberAndPerson } from '#src/kernel/hour-link.ts'

/** To the report of a broadcast, for one person. */
export const reportLink = hourLink('report-link', NumberAndPerson)
