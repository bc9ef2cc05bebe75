import { setTimeout as delay } from 'node:timers/promises'
import type { Deps } from './deps.ts'
import { createLane, type Lane } from './lane.ts'
import { changeLane, type LaneName } from './lane-store.ts'
import { createRoom, type Room, roomWithin } from './room.ts'

/** How many requests of one lane, and of this process, are under way at once. */
const IN_FLIGHT_A_LANE = 128
const IN_FLIGHT = 512

export type Lanes = Readonly<{
  /** The way to one workspace or tenant: what one of them refuses holds up no other. */
  of: (name: LaneName) => Lane & Room
}>

export function createLanes({
  db,
  world,
  platforms,
}: Pick<Deps, 'db' | 'world' | 'platforms'>): Lanes {
  const lanes = new Map<string, ReturnType<Lanes['of']>>()
  const whole = createRoom(IN_FLIGHT)
  const now = () => world.now().getTime()

  function open(name: LaneName): ReturnType<Lanes['of']> {
    // A platform that we are no longer connected to sets no limit: its deliveries end without a request.
    const pacing = platforms.get(name.platform)?.capabilities.sendsPerSecond ?? null
    const lane = createLane(pacing, {
      now,
      sleep: async (ms, signal) => {
        await delay(ms, undefined, { signal })
      },
      change: async (rule) => changeLane(db, name, pacing?.first ?? 1, now(), rule),
    })
    return { ...lane, ...roomWithin(createRoom(IN_FLIGHT_A_LANE), whole) }
  }

  return {
    of: (name) => {
      const key = `${name.platform} ${name.tenant}`
      const lane = lanes.get(key) ?? open(name)
      lanes.set(key, lane)
      return lane
    },
  }
}
