/** Room for so many at once. Whoever waits is let in in turn. */
export type Room = Readonly<{
  /** Waits until there is room for as many as are wanted, or for `least` of them; answers for how many. */
  enter: (wanted?: number, least?: number) => Promise<number>
  leave: (count?: number) => void
}>

export function createRoom(most: number): Room {
  let free = most
  const waiting: (() => boolean)[] = []

  function letIn(): void {
    while (waiting[0]?.() === true) waiting.shift()
  }

  return {
    enter: async (wanted = 1, least = wanted) =>
      new Promise((resolve) => {
        waiting.push(() => {
          if (free < Math.min(least, most)) return false
          const count = Math.min(wanted, free)
          free -= count
          resolve(count)
          return true
        })
        letIn()
      }),
    leave: (count = 1) => {
      free += count
      letIn()
    },
  }
}

/** Room in one place that is also in a larger one, which others share. */
export const roomWithin = (own: Room, whole: Room): Room => ({
  enter: async (wanted = 1, least = wanted) => {
    const inOwn = await own.enter(wanted, least)
    const inBoth = await whole.enter(inOwn, Math.min(least, inOwn))
    own.leave(inOwn - inBoth)
    return inBoth
  },
  leave: (count = 1) => {
    whole.leave(count)
    own.leave(count)
  },
})
