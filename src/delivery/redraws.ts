import type { MessageHandle } from '#src/chat/chat-platform.ts'
import type { Message } from '#src/chat/message.ts'
import type { Db } from '#src/kernel/db.ts'

/** Where a card is and what it should show now. */
export type Drawn = Readonly<{ handle: MessageHandle; message: Message }>

/** Finds the cards that "question:12" or "progress:7" stands for; most have one, and what was told may have several. */
export type Redraws = (db: Db, about: string, at: Date) => Promise<readonly Drawn[]>

/** One kind of card, by the word before the colon; `rest` is what comes after it. */
export type Redraw = readonly [
  about: string,
  find: (db: Db, rest: string, at: Date) => Promise<readonly Drawn[]>,
]

export function redrawsOf(all: readonly Redraw[]): Redraws {
  const byWord = new Map(all)
  return async (db, about, at) => {
    const [word = '', ...rest] = about.split(':')
    return (await byWord.get(word)?.(db, rest.join(':'), at)) ?? []
  }
}
