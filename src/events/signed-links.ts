import { hourLink, NumberAndPerson } from '#src/kernel/hour-link.ts'

/** To the calendar file of an event, for one person. What they may see is looked up when it is used. */
export const calendarLink = hourLink('event-calendar-link', NumberAndPerson)

/** To the names of those who have booked, for whoever runs the event. */
export const bookingsLink = hourLink('event-bookings-link', NumberAndPerson)
