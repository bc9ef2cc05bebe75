import { type Signal, signalsOf } from './signal.ts'

/** Consultants are Mr and Miss too, and staff are Mrs and Ms: what they do stands beside their names. */
/** "Mr Patel's clinic" is the consultant's. */
const OF_A_CONSULTANT = /^'s (?:clinic|list|team|secretary|theatre)|^ \([^)]{1,30}\) (?:has|is)\b/i
const STAFF_AFTER =
  /^.{0,45}?\b(?:manager|consultant|reception|secretary|nurse|pharmacist|lead|director|partner|officer|coordinator|facilitator|surgeon|trainer|tutor|appraiser|frcs|minutes|chairs?|speaks?|presents|to circulate|declared|cv|retires|starts as|has left)\b/i
const STAFF_BEFORE =
  /\b(?:consultant|manager|secretary|nurse|pharmacist|lead|chair|director|minutes|apologies|welcome|contact|speakers?|ask for|cv to|by|with)\b[ :,.]{0,3}(?:is |from )?$/i
const isStaff = (text: string, { at, end }: Signal): boolean =>
  STAFF_BEFORE.test(text.slice(Math.max(0, at - 40), at)) ||
  OF_A_CONSULTANT.test(text.slice(end, end + 50)) ||
  OF_A_CONSULTANT.test(text.slice(end - 2, end + 50)) ||
  STAFF_AFTER.test(text.slice(end, end + 60).replace(/[.;!?] .*$/, ''))

const TITLE =
  '(?<![\\p{L}\\p{N}])(?:[Mm][Rr]|[Mm][Rr][Ss]|[Mm][Ss]|M[Ii][Ss][Ss]|Mx|Master|Baby)\\.? '
const SURNAME = "(?:Mc|Mac|O'|D')?\\p{Lu}[\\p{L}'-]{1,40}"
const TITLED = new RegExp(
  `${TITLE}(?:(?:\\p{Lu}\\.? ?){1,3} )?(?:${SURNAME} ){0,2}${SURNAME}`,
  'gu',
)
/** "Mrs A": nobody calls a colleague that. */
const INITIALLED = new RegExp(`${TITLE}(?:\\p{Lu}\\.? ?){1,3}(?![\\p{L}'.]| ?\\p{Lu}\\p{Ll})`, 'gu')

/** Words that stand where a name does and are none. */
const NO_NAMES =
  /^(?:a|act|address|adult|and|anyone|baby|babies|boy|centre|check|child|children|clinic|correct|date|fact|female|for|gent|gentleman|girl|guideline|had|has|health|her|his|house|in|include|is|it|lady|known|male|man|mother|my|name|needs|new|nhs|no|now|number|of|on|or|our|patient|patients|people|place|please|practice|pt|pts|re|record|regulations|retired|s|seen|surgery|that|the|their|this|to|twins|under|was|were|wants|who|with|woman|year|years|your|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/i

const isName = (word: string): boolean => !NO_NAMES.test(word)

/** Titles and surnames of people who are not said to be staff, and titles with nothing but initials. */
export const namesWithTitle = (text: string): readonly Signal[] => [
  ...signalsOf('name', text, TITLED).filter((name) => !isStaff(text, name)),
  ...signalsOf('initial', text, INITIALLED),
]

/** As far as a name may stand from a date. */
const NEAR = 60

/** Two words, or one with a capital letter, that end directly before a date of birth; or two directly after it. */
const BEFORE_DATE = /(?:^|[^\p{L}'-])([\p{L}'-]{2,40}),? ([\p{L}'-]{1,40})[ ,.:;(-]{0,4}$/u
const ONE_BEFORE = /(?:^|[^\p{L}'-])(\p{Lu}[\p{L}'-]{2,40}|^\p{Ll}{3,40})[ ,.:;(-]{0,4}$/u
const AFTER_DATE = /^[ ,.:;)-]{1,4}(\p{Lu}[\p{L}'-]{1,40}),? (\p{Lu}[\p{L}'-]{1,40})/u

/** Names without a title, which only a date of birth beside them tells from other words. */
export const namesBesideBirthDates = (text: string, dates: readonly Signal[]): readonly Signal[] =>
  dates.flatMap((date) => {
    const before = text.slice(Math.max(0, date.at - NEAR), date.at)
    const after = text.slice(date.end, date.end + NEAR)
    const two = BEFORE_DATE.exec(before)
    const one = ONE_BEFORE.exec(before)
    const next = AFTER_DATE.exec(after)
    const found =
      (two !== null && isName(two[1] ?? '') && isName(two[2] ?? '')) ||
      (one !== null && isName(one[1] ?? '')) ||
      (next !== null && isName(next[1] ?? '') && isName(next[2] ?? ''))
    return found ? [{ ...date, is: 'name' as const }] : []
  })

/** "Oakenshaw R, 22.06.1949", "oakenshaw r 22/6/49", "OAKENSHAW Reginald (M) 22-Jun-1949" */
const WITH_INITIAL =
  /(?:^|[^\p{L}'-])([\p{L}'-]{4,40}),? (?:\p{L}\.?|\p{Lu}[\p{L}'-]{2,40} \([MF]\))[ ,:(-]{1,3}$/u
const PAIR = /(?:^|[^\p{L}'-])(\p{Lu}[\p{L}'-]{1,40}),? (\p{Lu}[\p{L}'-]{1,40})[ ,:(-]{1,3}$/u
const TITLED_BEFORE = new RegExp(
  `${TITLE}(?:\\p{Lu}\\.? ){0,2}(?:${SURNAME} )?${SURNAME}[ ,:(-]{1,3}$`,
  'u',
)

/** Old dates that a name stands directly before, as in "Wainthrope, Elsie 03/04/1951": dates of birth, though nobody says so. */
export const datesBesideNames = (text: string, dates: readonly Signal[]): readonly Signal[] =>
  dates.filter(({ at }) => {
    const before = text.slice(Math.max(0, at - NEAR), at)
    const pair = PAIR.exec(before)
    const one = WITH_INITIAL.exec(before)
    return (
      (one !== null && isName(one[1] ?? '')) ||
      TITLED_BEFORE.test(before) ||
      (pair !== null && isName(pair[1] ?? '') && isName(pair[2] ?? ''))
    )
  })

const FIRST_WORD = /(?:^|[.;:|] )\p{Lu}\p{L}{3,40}, $/u

/** "Elsie Wainthrope, hospital number 0123456": two names directly before a number that is one patient's. */
export const namesBesideRecords = (text: string, records: readonly Signal[]): readonly Signal[] =>
  records.flatMap((record) => {
    const before = text.slice(Math.max(0, record.at - NEAR), record.at)
    const pair = PAIR.exec(before)
    return FIRST_WORD.test(before) ||
      (pair !== null && isName(pair[1] ?? '') && isName(pair[2] ?? ''))
      ? [{ ...record, is: 'name' as const }]
      : []
  })

/** "Name: Arthur Penhaligan", "surname Wainthrope". */
export const labelledNames = (text: string): readonly Signal[] =>
  signalsOf('name', text, /\b(?:[Nn]ame|NAME|[Ss]urname)(?:: ?|=| is | )\p{Lu}[\p{L}'-]{2,40}/gu)
