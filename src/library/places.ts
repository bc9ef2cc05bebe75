import type { Option } from '#src/chat/form.ts'
import type { Tx } from '#src/kernel/db.ts'
import { organisationCoded, organisationsNamed } from '#src/organisations/store.ts'
import { MOST_PLACES, nameQueries, placeMeant, placesNear } from './place-rules.ts'

/** Of so many places that a name may be the beginning of, the one with that whole name is found. */
const MOST_NAMED = 500
/** Nearly all that begin with one letter, in the whole of England. */
const MOST_NEAR = 5_000

/** The open places that a typed name or code may mean, and the one if there is only one. */
export async function findPlaces(
  db: Tx,
  typed: string,
  day: string,
): Promise<Readonly<{ meant: Option | null; places: readonly Option[] }>> {
  const [coded] = await organisationCoded(db, typed.trim().slice(0, 10).toUpperCase(), day)
  if (coded !== undefined) return { meant: coded, places: [coded] }
  const queries = nameQueries(typed)
  if (queries === null) return { meant: null, places: [] }
  const named = await organisationsNamed(db, queries.exact, day, MOST_NAMED)
  const places =
    named.length > 0
      ? named
      : placesNear(typed, await organisationsNamed(db, queries.near, day, MOST_NEAR))
  return { meant: placeMeant(typed, places), places: places.slice(0, MOST_PLACES) }
}
