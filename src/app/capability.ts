import { z } from 'zod'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { Form, FormValues } from '#src/chat/form.ts'
import type { Intent, IntentType } from '#src/chat/intent.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import type { Redraw } from '#src/delivery/redraws.ts'
import type { Actor } from '#src/people/actor.ts'
import type { Topic } from './topics.ts'
import type { MemberTurn, Turn } from './turn.ts'

/** What a typed command comes to: the same intent that a button carries, with a form's values when it gives them all. */
export type Spoken = Readonly<{ intent: Intent; values: FormValues | null }>

/** One thing that can be typed. */
export type Command = Readonly<{
  /** The words it begins with, in lower case; the first is the one shown. */
  words: readonly [string, ...string[]]
  /** How to type it, as "read 12". */
  usage: string
  /** What it does, in a few words for help. */
  does: string
  /** Whether this person can do it here: help shows only what they can. */
  offered: (actor: Actor) => boolean
  /** Reads what comes after the words. */
  read: (rest: string) => Decision<Spoken>
}>

type Args = z.ZodType<Readonly<Record<string, string | number>>>

export type Handler = Readonly<{
  do: string
  /** Whether only people who have joined may. */
  members: boolean
  run: (turn: Turn, args: unknown, values: FormValues | null) => Promise<Reaction> | 'bad-intent'
  /** The form that this intent came from, for one that may not be taken as it is; null where there is none to show. */
  again: (turn: Turn, args: unknown, values: FormValues) => Promise<Form | null>
}>

/** Makes a sent form again: what was chosen by name must be in it, what was typed is put in by whoever asks. */
type Again<T extends Turn, A> = (turn: T, args: A, values: FormValues) => Promise<Form | null>

/** Handles an intent of somebody who has joined. A form's intent also says how to show the form again. */
export const on = <S extends Args>(
  type: IntentType<S>,
  handle: (turn: MemberTurn, args: z.output<S>, values: FormValues) => Promise<Reaction>,
  again: Again<MemberTurn, z.output<S>> = async () => null,
): Handler => ({
  do: type.do,
  members: true,
  run: (turn, args, values) => {
    const parsed = z.safeParse(type.args, args)
    const { person } = turn.actor
    if (!parsed.success || person === null) return 'bad-intent'
    return handle({ ...turn, me: person }, parsed.data, values ?? {})
  },
  again: async (turn, args, values) => {
    const parsed = z.safeParse(type.args, args)
    const { person } = turn.actor
    return parsed.success && person !== null
      ? again({ ...turn, me: person }, parsed.data, values)
      : null
  },
})

/** Handles an intent of anybody, joined or not. */
export const onAnybody = <S extends Args>(
  type: IntentType<S>,
  handle: (turn: Turn, args: z.output<S>, values: FormValues) => Promise<Reaction>,
  again: Again<Turn, z.output<S>> = async () => null,
): Handler => ({
  do: type.do,
  members: false,
  run: (turn, args, values) => {
    const parsed = z.safeParse(type.args, args)
    return parsed.success ? handle(turn, parsed.data, values ?? {}) : 'bad-intent'
  },
  again: async (turn, args, values) => {
    const parsed = z.safeParse(type.args, args)
    return parsed.success ? again(turn, parsed.data, values) : null
  },
})

/** A folder of `src/` as the house sees it. */
export type Capability = Readonly<{
  /** What its commands are about. */
  topic: Topic
  handlers: readonly Handler[]
  commands: readonly Command[]
  /** The cards that this capability can draw anew. */
  redraws: readonly Redraw[]
}>

export const joined = (actor: Actor): boolean => actor.person !== null
export const anybody = (): boolean => true
export const holdsAnyRole = (actor: Actor): boolean =>
  actor.person !== null && actor.roles.length > 0

/** A command with nothing after its words. */
export const bare = (intent: Intent) => (): Decision<Spoken> => ({
  ok: true,
  value: { intent, values: null },
})
