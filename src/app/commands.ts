import { distance } from 'fastest-levenshtein'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import type { Actor } from '#src/people/actor.ts'
import { type Command, type Spoken } from './capability.ts'
import type { Meant } from './cards.ts'

/** What a person typed, as commands are compared: lower case, no accents, single spaces, no "/cascade" in front. */
export const plainWords = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replace(/^ ?(\/cascade ?)?/, '')
    .trim()

/** The longest typed line that is looked at as a command or kept as a reply. */
export const LONGEST_LINE = 2000

export type Heard =
  | Readonly<{ is: 'command'; spoken: Decision<Spoken> }>
  | Readonly<{ is: 'unknown'; nearest: readonly Command[]; meant: readonly Meant[] }>

/** Phones end a line with a full stop, and people with an exclamation mark. */
const unended = (line: string): string => line.replace(/[\s.,;:!?]+$/, '') || line

/** Finds the command that a typed line begins with; or the nearest ones that this person can use. */
export function hear(commands: readonly Command[], actor: Actor, text: string): Heard {
  const line = text.trim().replace(/^\/cascade\s*/i, '') || 'help'
  const asTyped = obey(commands, line)
  // What is said to somebody keeps its question mark: only a line that is not understood with its end is read without.
  const decided = asTyped?.ok === true ? asTyped : (obey(commands, unended(line)) ?? asTyped)
  if (decided !== null) return { is: 'command', spoken: decided }
  return {
    is: 'unknown',
    nearest: nearestCommands(commands, actor, plainWords(line)),
    meant: slipsOf(commands, actor, unended(line)),
  }
}

/** What the longest command that a line begins with makes of the rest of it; null when it begins with none. */
function obey(commands: readonly Command[], line: string): Decision<Spoken> | null {
  const typed = plainWords(line)
  const matches = commands
    .flatMap((command) => command.words.map((words) => ({ command, words })))
    .filter(({ words }) => typed === words || typed.startsWith(`${words} `))
    .toSorted((a, b) => b.words.length - a.words.length)
  const [best] = matches
  if (best === undefined) return null
  const skip = best.words.split(' ').length
  return best.command.read(line.split(/\s+/).slice(skip).join(' '))
}

/** Whether a text is a command and nothing else, as "leave" or "stop."; not "read", which wants a number. */
export function isWholeCommand(commands: readonly Command[], text: string): boolean {
  const typed = plainWords(unended(text))
  return commands.some((command) => command.words.includes(typed) && command.read('').ok)
}

const MOST_MEANT = 2
/** As much as a button says. */
const LONGEST_MEANT = 40

/** Lines that would have been understood but for a slip in the command's own words, and that one button can do. */
function slipsOf(commands: readonly Command[], actor: Actor, line: string): readonly Meant[] {
  const tokens = line.split(/\s+/)
  const found = commands
    .filter((command) => command.offered(actor))
    .flatMap((command) => command.words.map((words) => ({ command, words })))
    .flatMap(({ command, words }) => {
      const skip = words.split(' ').length
      const far = slip(plainWords(tokens.slice(0, skip).join(' ')), words)
      if (far === null) return []
      const rest = tokens.slice(skip)
      const meant = [words, ...rest].join(' ')
      const read = command.read(rest.join(' '))
      if (!read.ok || read.value.values !== null || meant.length > LONGEST_MEANT) return []
      return [{ far, line: meant, intent: read.value.intent }]
    })
  const least = Math.min(...found.map(({ far }) => far))
  return found
    .filter(({ far }) => far === least)
    .slice(0, MOST_MEANT)
    .map((one) => ({ line: one.line, intent: one.intent }))
}

/** How many letters are wrong, when that may be a slip; two that changed places are one. */
function slip(typed: string, words: string): number | null {
  const far = distance(typed, words)
  if (words.length < 4) return null
  const letters = (text: string) => text.split('').toSorted().join('')
  if (far === 2 && letters(typed) === letters(words)) return 1
  return far <= (words.length < 8 ? 1 : 2) ? far : null
}

function nearestCommands(
  commands: readonly Command[],
  actor: Actor,
  typed: string,
): readonly Command[] {
  const first = typed.slice(0, 30)
  const far = (words: string) => {
    const length = words.split(' ').length
    const start = first.split(' ').slice(0, length).join(' ')
    const hit = typed.slice(0, 200).split(' ').includes(words) ? -2 : 0
    return distance(start, words) / Math.max(words.length, 1) + hit
  }
  return commands
    .filter((command) => command.offered(actor))
    .map((command) => ({ command, far: Math.min(...command.words.map(far)) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, 4)
    .map(({ command }) => command)
}

/** Reads "12" or "12 the rest", for commands about one numbered thing. */
export function numbered(
  rest: string,
  usage: string,
  then: (id: number, text: string) => Decision<Spoken>,
): Decision<Spoken> {
  const match = /^#?(\d{1,10})(?:[\s:,]+([\s\S]*))?$/.exec(rest.trim())
  const id = Number(match?.[1] ?? 0)
  if (match === null || id < 1 || id > 2_147_483_647) {
    return refused(
      'That command needs a number',
      `Type it as: ${usage}. The number is on its card.`,
    )
  }
  return then(id, (match[2] ?? '').trim())
}

export const spoken = (
  intent: Spoken['intent'],
  values: Spoken['values'] = null,
): Decision<Spoken> => allowed({ intent, values })
