/**
 * Who is shown as the writer of a post. Under the Chatham House Rule what is said may be used, and who said it may not
 * be known: so a name is shown only where its owner let it be seen when they wrote, and still does.
 */
export function isNamed(
  chathamHouse: boolean,
  post: Readonly<{ named: boolean }>,
  author: Readonly<{ named: boolean }>,
): boolean {
  return !chathamHouse || (post.named && author.named)
}

export const UNNAMED = 'A member'

/** The writer as everybody else reads it. */
export const shownName = (
  chathamHouse: boolean,
  post: Readonly<{ named: boolean }>,
  author: Readonly<{ name: string; named: boolean }>,
): string => (isNamed(chathamHouse, post, author) ? author.name : UNNAMED)

/** On every card of such a forum. */
export const CHATHAM_HOUSE =
  'Chatham House Rule: you may use what is said here. Never say who said it, or who is here.'
