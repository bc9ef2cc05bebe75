import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import { LETTERS_OFF } from './spelling.ts'

/** Adds the words of a broadcast that is sent or corrected to those that can be searched for. In one order, so that two never wait for each other. */
export async function learnWords(db: Tx, broadcast: number): Promise<void> {
  await sql`
    insert into library_words (word)
    select word from broadcasts, unnest(tsvector_to_array(search)) as word
    where id = ${broadcast} and word ~ '^[a-z0-9]+$'
    order by word collate "C"
    on conflict do nothing`.execute(db)
}

/** A word that can be searched for, and the typed word that it was looked up for. */
export type Known = Readonly<{ typed: string; word: string }>

const MOST_OF_A_WORD = 60

/** The library's words that are, begin with or have in them what was typed, or that it begins with. Typed: a-z and 0-9 only. */
export async function wordsLike(db: Db | Tx, typed: readonly string[]): Promise<readonly Known[]> {
  const { rows } = await sql<Known>`
    select t.word as typed, w.word
    from unnest(${[...typed]}::text[]) as t (word)
    cross join lateral (
      (select w.word from library_words w
        where w.word >= t.word collate "C" and w.word < (t.word || '~') collate "C" order by w.word limit ${MOST_OF_A_WORD})
      union
      select w.word from library_words w
        where w.word = any(array[left(t.word, -1), left(t.word, -2), left(t.word, -3)])
      union
      (select w.word from library_words w
        where length(t.word) >= 4 and w.word like '%' || t.word || '%' limit ${MOST_OF_A_WORD})
    ) w`.execute(db)
  return rows
}

/**
 * The library's words that may have been meant by what was typed: as long, give or take, with the same first letter;
 * where the server has pg_trgm, also with another one.
 */
export async function wordsNear(db: Db | Tx, typed: readonly string[]): Promise<readonly Known[]> {
  if (typed.length === 0) return []
  const also = (await hasTrigrams(db))
    ? sql`union select w.word from library_words w where w.word % t.word`
    : sql``
  const { rows } = await sql<Known>`
    select t.word as typed, w.word
    from unnest(${[...typed]}::text[]) as t (word)
    cross join lateral (
      select w.word from library_words w
      where left(w.word, 1) = left(t.word, 1) and w.word !~ '[0-9]'
        and length(w.word) between length(t.word) - ${LETTERS_OFF}::int and length(t.word) + ${LETTERS_OFF}::int
      ${also}
    ) w`.execute(db)
  return rows
}

async function hasTrigrams(db: Db | Tx): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regproc('similarity') is not null as there`.execute(db)
  return rows[0]?.there ?? false
}
