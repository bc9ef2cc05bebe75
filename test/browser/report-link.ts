import type { Cascade } from '#test/support/cascade.ts'
import { linkOf } from '#test/support/card-link.ts'

/** The address of a report, as its card in the chat gives it to the sender. */
export const reportOf = async (
  cascade: Cascade,
  user: string,
  broadcast: number,
): Promise<string> => linkOf(cascade, user, `report ${broadcast}`, 'Open the report')
