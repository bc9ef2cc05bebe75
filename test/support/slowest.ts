type Ran = Readonly<{ name: string; startTime: number; endTime: number }>

/** A line for each of the files that took longest, in seconds; times in milliseconds. */
export const slowest = (files: readonly Ran[], count: number): readonly string[] =>
  files
    .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(({ name, seconds }) => `${seconds.toFixed(0).padStart(6)} s ${name}`)
