import { z } from 'zod'
import type { FormValues } from '#src/chat/form.ts'
import {
  day,
  type FormRead,
  line,
  many,
  oneOf,
  optionalDay,
  optionalLine,
  readForm,
  text,
  tick,
} from '#src/chat/read-form.ts'
import type { ForumJoining } from '#src/kernel/schema.ts'
import { Eligibility } from './eligibility.ts'

export const CADENCES = ['now', 'daily', 'weekly'] as const

/** The longest post: with what stands around it a card still fits every platform. */
export const LONGEST_POST = 1200
export const LONGEST_GUIDELINES = 1500

const number = (sentence: string) =>
  optionalLine('The number of the forum', 10)
    .transform((value) => value?.replace(/^#/, '') ?? null)
    .pipe(
      z
        .string()
        .regex(/^\d{1,9}$/, sentence)
        .transform(Number)
        .nullable(),
    )

const ForumForm = z
  .object({
    name: line('A name', 80),
    organisation: many(1, 'Choose one organisation').refine((codes) => codes.length === 1, {
      error: 'Choose an organisation: type a few letters of its name, or its ODS code',
    }),
    purpose: text('What it is for', 500),
    guidelines: text('The guidelines', LONGEST_GUIDELINES),
    who: oneOf(['organisation', 'anywhere'], 'Choose who may join'),
    roles: many(5, 'Choose from the list').pipe(z.array(Eligibility.shape.roles.element)),
    gpKinds: many(5, 'Choose from the list').pipe(z.array(Eligibility.shape.gpKinds.element)),
    memberClass: optionalLine('The membership', 40),
    othersUntil: optionalDay('The last day of the others'),
    joining: oneOf(['rule', 'ask'], 'Choose how people join'),
    chathamHouse: tick,
    opens: day('The first day'),
    closes: optionalDay('The last day'),
    joinUntil: optionalDay('The last day to join'),
    nextForum: number('Give the number of the forum, like 3'),
    farewell: optionalLine('What the others are told', 400),
  })
  .refine(({ opens, closes }) => closes === null || closes >= opens, {
    path: ['closes'],
    error: 'It cannot close before it opens',
  })
  .refine(({ opens, joinUntil }) => joinUntil === null || joinUntil >= opens, {
    path: ['joinUntil'],
    error: 'Nobody could join: give a day on which it is open',
  })

  .refine(({ memberClass, othersUntil }) => othersUntil === null || memberClass !== null, {
    path: ['othersUntil'],
    error: 'Say which membership the others have not: give it above',
  })

export type ForumGiven = Readonly<{
  name: string
  organisation: string
  purpose: string
  guidelines: string
  eligibility: Eligibility
  joining: ForumJoining
  chathamHouse: boolean
  opens: string
  closes: string | null
  nextForum: number | null
  farewell: string | null
}>

/** `today` as YYYY-MM-DD: a forum that is closed already is of use to nobody. */
export function readForum(values: FormValues, today: string): FormRead<ForumGiven> {
  const read = readForm(ForumForm, values)
  if (!read.ok) return read
  const { organisation: codes, who, joinUntil, ...more } = read.value
  const { roles, gpKinds, memberClass, othersUntil, ...rest } = more
  if (rest.closes !== null && rest.closes < today)
    return { ok: false, errors: { closes: 'That day has gone by. Give a day from today on' } }
  const organisation = codes[0] ?? ''
  return {
    ok: true,
    value: {
      ...rest,
      organisation,
      eligibility: {
        roles,
        gpKinds,
        organisation: who === 'organisation' ? organisation : null,
        memberClass,
        othersUntil,
        from: null,
        until: joinUntil,
      },
    },
  }
}

const JoinForm = z.object({
  why: optionalLine('What you write', 400),
  hasClass: tick,
  named: tick,
  cadence: oneOf(CADENCES, 'Choose when you want to read posts'),
})
export type JoinGiven = z.output<typeof JoinForm>
export const readJoin = (values: FormValues): FormRead<JoinGiven> => readForm(JoinForm, values)

const PostForm = z.object({ text: text('Your words', LONGEST_POST) })
export const readPost = (values: FormValues): FormRead<{ text: string }> =>
  readForm(PostForm, values)

const ReasonForm = z.object({ reason: text('A reason', 300) })
export const readReason = (values: FormValues): FormRead<{ reason: string }> =>
  readForm(ReasonForm, values)

const SettingsForm = z.object({
  cadence: oneOf(CADENCES, 'Choose when you want to read posts'),
  named: tick,
  muted: tick,
})
export const readSettings = (values: FormValues): FormRead<z.output<typeof SettingsForm>> =>
  readForm(SettingsForm, values)

const SearchForm = z.object({ text: line('What you are looking for', 100) })
export const readSearch = (values: FormValues): FormRead<{ text: string }> =>
  readForm(SearchForm, values)
