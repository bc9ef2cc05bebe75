import { distance } from 'fastest-levenshtein'

/** Names that begin like these are meant for Cascade; HOST and the like are other people's. */
const OURS = /^(SLACK|TEAMS|MICROSOFTAPP|RETENTION|SUPP?RES)/
/** A slip of the finger, or one letter too many and one too few. */
const SLIPS = 2

const bare = (name: string): string => name.toUpperCase().replaceAll('_', '')

/**
 * Names that are nearly those of a setting. One that is passed over would leave the default standing, and nobody would
 * know: a time after which words are erased, or whose people are let in.
 */
export function misspelt(given: readonly string[], settings: readonly string[]): readonly string[] {
  return given.flatMap((name) => {
    if (settings.includes(name) || !OURS.test(bare(name))) return []
    const meant = settings.find((setting) => distance(bare(name), bare(setting)) <= SLIPS)
    return meant === undefined ? [] : [`${name}: is not a setting; is ${meant} meant?`]
  })
}
