import { organisationsFor } from '#src/broadcasts/rules.ts'
import type { Core, Identity } from '#src/chat/chat-platform.ts'
import { option } from '#src/chat/form.ts'
import { toldLike } from '#src/events/walk-in-store.ts'
import type { Db } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { World } from '#src/kernel/world.ts'
import { clip } from '#src/kernel/words.ts'
import { colleaguesLike } from '#src/meetings/store.ts'
import { organisationsUnder, searchOrganisations } from '#src/organisations/store.ts'
import { findActor } from '#src/people/store.ts'
import { SPECIALTIES } from '#src/subscriptions/specialties.ts'

const MOST = 20
/** Nobody types more to find a place; more is somebody trying something. */
const LONGEST = 100

/** Answers the fields that are filled in by typing a few letters. */
export function createSuggest({ db, world }: Readonly<{ db: Db; world: World }>): Core['suggest'] {
  const rolesNow = async (who: Identity, at: Date) =>
    db.transaction().execute(async (tx) => {
      const reachableAt = { platform: who.platform, ref: '-' }
      return (await findActor(tx, { who, reachableAt }, at, 'look-only')).roles
    })
  return async (who, source, typed) => {
    if (typed.length > LONGEST) return []
    switch (source) {
      case 'specialties':
        return specialtiesLike(typed)
      case 'organisations':
        return typed.trim() === ''
          ? []
          : searchOrganisations(db, typed, MOST, londonDay(world.now()))
      case 'colleagues': {
        const at = world.now()
        const address = { platform: who.platform, ref: '-' }
        return db.transaction().execute(async (tx) => {
          const { person } = await findActor(tx, { who, reachableAt: address }, at, 'look-only')
          return person === null ? [] : colleaguesLike(tx, person.id, typed, MOST)
        })
      }
      case 'told-of-events': {
        const at = world.now()
        const codes = organisationsFor(await rolesNow(who, at), 'education-event')
        return codes.length === 0 || typed.trim() === ''
          ? []
          : toldLike(db, codes, londonDay(at), typed, MOST)
      }
      case 'own-organisations': {
        const at = world.now()
        const codes = [...new Set((await rolesNow(who, at)).map((role) => role.organisation))]
        return codes.length === 0 ? [] : organisationsUnder(db, codes, londonDay(at), typed, MOST)
      }
    }
  }
}

function specialtiesLike(typed: string) {
  const words = typed.trim().toLowerCase()
  return [...SPECIALTIES]
    .filter(
      ([, name]) =>
        name
          .toLowerCase()
          .split(/[\s,]+/)
          .some((word) => word.startsWith(words)) || name.toLowerCase().includes(words),
    )
    .slice(0, MOST)
    .map(([tag, name]) => option(tag, clip(name, 75)))
}
