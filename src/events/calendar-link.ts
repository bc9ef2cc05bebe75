import { hourLink, NumberAndPerson } from '#src/kernel/hour-link.ts'

/** To the calendar file of an event, for one person. What they may see is looked up when it is used. */
export const calendarLink = hourLink('event-calendar-link', NumberAndPerson)
