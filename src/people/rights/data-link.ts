import { z } from 'zod'
import { hourLink } from '#src/kernel/hour-link.ts'

/** To what is held of one person, for that person. */
export const dataLink = hourLink('my-data-link', z.tuple([z.guid()]))
