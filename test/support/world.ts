import { realWorld, type World } from '#src/kernel/world.ts'

/** A world that repeats itself: its clock moves only when told, its ids and its chance come from a seed. */
export type TestWorld = World &
  Readonly<{ advance: (ms: number) => void; set: (iso: string) => void }>

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** Two worlds on one database need two seeds, or their ids collide. */
export function testWorld(startIso: string, seed = 1): TestWorld {
  let at = new Date(startIso).getTime()
  let made = 0
  const random = seeded(seed)
  return {
    now: () => new Date(at),
    // Version 7 as the real ones: the clock first, then a count, so that later ids sort later.
    newId: () => {
      made += 1
      const clock = hex(at, 12)
      const count = hex(made, 9)
      return `${clock.slice(0, 8)}-${clock.slice(8)}-7${count.slice(0, 3)}-8${count.slice(3, 6)}-${count.slice(6)}${hex(seed, 9)}`
    },
    random,
    advance: (ms) => {
      at += ms
    },
    set: (iso) => {
      at = new Date(iso).getTime()
    },
  }
}

/** The clock of the machine, moved to another day: everything that waits a moment still does. */
export function movedWorld() {
  let ahead = 0
  const now = () => new Date(realWorld.now().getTime() + ahead)
  return {
    world: { ...realWorld, now } satisfies World,
    set: (iso: string) => {
      ahead = Date.parse(iso) - realWorld.now().getTime()
    },
  }
}
