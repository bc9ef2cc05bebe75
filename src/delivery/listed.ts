/** The broadcasts that a card shows, in their order, and the sum of their editions: it grows whenever one of them does. */
export type Listed = Readonly<{ broadcasts: readonly number[]; edition: number }>

/** Whether what a card is about is a list that follows, as "digest:<notice>". */
export const isList = (about: string): boolean => /^(digest|reminders):./.test(about)

/** What a card shows that was made from these. */
export const listedOf = (
  shown: readonly Readonly<{ id: number; since: Readonly<{ edition: number }> }>[],
): Listed => ({
  broadcasts: shown.map(({ id }) => id),
  edition: shown.reduce((sum, { since }) => sum + since.edition, 0),
})
