import { distance } from 'fastest-levenshtein'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import type { Actor } from '#src/people/actor.ts'
import { type Command, type Spoken } from './capability.ts'

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
  | Readonly<{ is: 'unknown'; nearest: readonly Command[] }>

/** Finds the command that a typed line begins with, the longest first; or the nearest ones that this person can use. */
export function hear(commands: readonly Command[], actor: Actor, text: string): Heard {
  const line = text.trim().replace(/^\/cascade\s*/i, '') || 'help'
  const typed = plainWords(line)
  const matches = commands
    .flatMap((command) => command.words.map((words) => ({ command, words })))
    .filter(({ words }) => typed === words || typed.startsWith(`${words} `))
    .toSorted((a, b) => b.words.length - a.words.length)
  const [best] = matches
  if (best === undefined) return { is: 'unknown', nearest: nearestCommands(commands, actor, typed) }
  const skip = best.words.split(' ').length
  const rest = line.split(/\s+/).slice(skip).join(' ')
  return { is: 'command', spoken: best.command.read(rest) }
}

/** Whether a text is a command and nothing else, as "leave" or "help"; not "read", which wants a number. */
export function isWholeCommand(commands: readonly Command[], text: string): boolean {
  const typed = plainWords(text)
  return commands.some((command) => command.words.includes(typed) && command.read('').ok)
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
