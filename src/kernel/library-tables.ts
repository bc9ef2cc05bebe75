/** Every word of what was sent, once: see library/words-store.ts. */
export type LibraryWordsTable = {
  word: string
}

export type LibraryTables = { libraryWords: LibraryWordsTable }
