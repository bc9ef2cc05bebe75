/** What everybody sees in place of the name of somebody who was erased. */
export const LEFT_NAME = 'A person who has left'

/** What stands where they wrote something. */
export const REMOVED_TEXT = 'Removed at the request of whoever wrote it.'
