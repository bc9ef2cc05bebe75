import { v7 } from 'uuid'

/** The three things no rule may reach for by itself: the clock, fresh ids and chance. */
export type World = Readonly<{
  now: () => Date
  /** A fresh UUID, version 7, so that ids made later sort later. */
  newId: () => string
  /** A number from 0 up to, not including, 1. */
  random: () => number
}>

export const realWorld: World = {
  now: () => new Date(),
  newId: () => v7(),
  random: () => Math.random(),
}
