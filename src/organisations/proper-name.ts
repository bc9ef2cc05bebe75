/**
 * ODS writes every name in capitals: "FRENCH WEIR HEALTH CENTRE". People read "French Weir Health Centre".
 * What the capitals hid cannot be known, so the original case is ignored, and doing it twice changes nothing.
 */
const ACRONYMS = new Set(
  `apc apms bhf ccg cic ea ehub gms gp gpa gps hc icb icp icu llp lmc ne nhs nw ooh pcc pcn pcns pms se sw
  ucc uea uk uhb ii iii iv vi vii viii ix xi xii`.split(/\s+/),
)
/** Words without a vowel that are shortened, not initials. */
const SHORTENED = new Set(
  'st dr drs rd ctr ctrs cntr mt ltd hth hlth grp nr pk sq dns srgy prct prtnrs wm wd ln blvd'.split(
    ' ',
  ),
)
const SMALL = new Set('and at by de for in la le of on or the to under upon with'.split(' '))
/** Small only between hyphens, as in "Stoke-sub-Hamdon". */
const SMALL_IN_PLACES = new Set('cum en juxta le next sub super under upon'.split(' '))

/** Only letters whose two cases are one letter each: "ß" and "İ" would change at every pass. */
const lower = (text: string) => text.replaceAll(/[A-ZÀ-ÖØ-Þ]/g, (letter) => letter.toLowerCase())
const upper = (text: string) => text.replaceAll(/[a-zà-öø-þ]/g, (letter) => letter.toUpperCase())
const capital = (word: string) => upper(word.slice(0, 1)) + word.slice(1)

function isInitials(word: string): boolean {
  if (ACRONYMS.has(word)) return true
  if (/^[a-z]{1,2}\d[a-z0-9]*$|^\d+[a-z]$/.test(word)) return true
  return /^[b-df-hj-np-tv-xz]{1,4}$/.test(word) && !SHORTENED.has(word)
}

/** The parts of "o'riordan" and "mckenzie" that carry a capital of their own. */
function capitals(word: string): string {
  const split = /^(?<head>mc|[od]['’])(?<tail>[a-zà-öø-þ'’]{3,})$/.exec(word)?.groups
  if (split === undefined) return capital(word)
  return capital(split['head'] ?? '') + capital(split['tail'] ?? '')
}

function isSmall(word: string, before: string, after: string): boolean {
  if (before.endsWith('-') && after.startsWith('-') && SMALL_IN_PLACES.has(word)) return true
  // After a full stop, a bracket, a comma or a dash something new begins; at the end nothing follows.
  return SMALL.has(word) && /[a-zà-öø-þ0-9&'’](?: |-)$/.test(before) && /^[ -]/.test(after)
}

/** "FRENCH WEIR HEALTH CENTRE" as "French Weir Health Centre". */
export function properName(name: string): string {
  const text = lower(name.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim())
  return text.replaceAll(/[a-zà-öø-þ0-9]+(?:['’][a-zà-öø-þ]+)*/g, (word, at: number) => {
    if (isSmall(word, text.slice(0, at), text.slice(at + word.length))) return word
    return isInitials(word) ? upper(word) : capitals(word)
  })
}
