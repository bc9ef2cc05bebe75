import { z } from 'zod'
import type { FormValues } from '#src/chat/form.ts'
import {
  type FormRead,
  line,
  many,
  oneOf,
  optionalLine,
  readForm,
  tick,
} from '#src/chat/read-form.ts'
import type { GpKind, RoleName } from '#src/kernel/schema.ts'
import { OPTIONAL_CATEGORIES } from './consents/wordings.ts'
import { SPECIALTIES } from '#src/subscriptions/specialties.ts'

export const GP_KINDS = [
  'locum',
  'salaried',
  'portfolio',
  'partner',
  'not-a-gp',
] as const satisfies readonly GpKind[]

export const GP_KIND_NAMES: Readonly<Record<GpKind, string>> = {
  locum: 'Locum GP',
  salaried: 'Salaried GP',
  portfolio: 'Portfolio GP',
  partner: 'GP partner (contractor)',
  'not-a-gp': 'I am not a GP',
}

/** What somebody is, as others read it. */
export const gpKindWords = (kind: GpKind): string =>
  kind === 'not-a-gp' ? 'Not a GP' : GP_KIND_NAMES[kind]

export const ROLE_NAMES: Readonly<Record<RoleName, string>> = {
  'clinical-director': 'Clinical director',
  'prescribing-lead': 'Prescribing lead',
  'liaison-lead': 'Liaison lead',
  'practice-manager': 'Practice manager',
  mentor: 'Mentor',
}

/** The most places of work that one person names; locums work in 30 to 40 practices a year, through 20 at a time here. */
export const MOST_WORKPLACES = 20
/** As many as one field of a form can show again. */
export const MOST_INTERESTS = 20

const GMC_WANTED = 'Enter your GMC reference, which has 7 digits'

const details = {
  name: line('Your name', 100),
  gpKind: oneOf(GP_KINDS, 'Choose the kind of GP you are'),
  // Seven digits and no check digit (GMC register specification).
  gmc: optionalLine('GMC reference', 20)
    .transform((text) => text?.replaceAll(/[\s-]/g, '') ?? null)
    .refine((gmc) => gmc === null || /^\d{7}$/.test(gmc), { error: GMC_WANTED }),
  workplaces: many(MOST_WORKPLACES, `Choose up to ${MOST_WORKPLACES} practices or PCNs`).refine(
    (codes) => codes.length > 0,
    {
      error: 'Choose at least one practice or PCN: type a few letters of its name, or its ODS code',
    },
  ),
  interests: many(MOST_INTERESTS, `Choose up to ${MOST_INTERESTS} interests`).transform((tags) =>
    tags.filter((tag) => SPECIALTIES.has(tag)),
  ),
}

/** Only somebody who is not a GP has none. */
const hasGmc = (value: Readonly<{ gmc: string | null; gpKind: GpKind }>) =>
  value.gpKind === 'not-a-gp' || value.gmc !== null
const NO_GMC = { path: ['gmc'], error: GMC_WANTED }

const DetailsForm = z.object(details).refine(hasGmc, NO_GMC)
const JoinForm = z
  .object({
    ...details,
    purpose: tick.refine((agreed) => agreed, {
      error: 'To join, agree to what Cascade does with your details',
    }),
    opportunities: tick,
    education: tick,
  })
  .refine(hasGmc, NO_GMC)
  .transform(({ name, gmc, gpKind, workplaces, interests, ...ticked }) => ({
    name,
    gmc,
    gpKind,
    workplaces,
    interests,
    agrees: OPTIONAL_CATEGORIES.filter((one) => ticked[one]),
  }))

export type DetailsGiven = z.output<typeof DetailsForm>
export type JoinGiven = z.output<typeof JoinForm>

export const readJoin = (values: FormValues): FormRead<JoinGiven> => readForm(JoinForm, values)
export const readDetails = (values: FormValues): FormRead<DetailsGiven> =>
  readForm(DetailsForm, values)
