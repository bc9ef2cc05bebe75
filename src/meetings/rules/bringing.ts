import { z } from 'zod'
import type { FormValues } from '#src/chat/form.ts'
import {
  type FormRead,
  line,
  oneOf,
  optionalLine,
  optionalUrl,
  readForm,
  text,
} from '#src/chat/read-form.ts'

export const PAPERS_AT_ONCE = 3

const PapersForm = z.object({
  title1: optionalLine('The title', 100),
  url1: optionalUrl('The link'),
  title2: optionalLine('The title', 100),
  url2: optionalUrl('The link'),
  title3: optionalLine('The title', 100),
  url3: optionalUrl('The link'),
})

export type NewPaper = Readonly<{ title: string; url: string }>

/** Papers with a title and a link each: one without the other is a slip. */
export function readPapers(values: FormValues): FormRead<readonly NewPaper[]> {
  const read = readForm(PapersForm, values)
  if (!read.ok) return read
  const { title1, url1, title2, url2, title3, url3 } = read.value
  const pairs = [
    [title1, url1],
    [title2, url2],
    [title3, url3],
  ] as const
  const papers: NewPaper[] = []
  for (const [n, [title, url]] of pairs.entries()) {
    if (title === null && url === null) continue
    if (title === null) return { ok: false, errors: { [`title${n + 1}`]: 'Say what the paper is' } }
    if (url === null) return { ok: false, errors: { [`url${n + 1}`]: 'Give the link to it' } }
    papers.push({ title, url })
  }
  return papers.length === 0
    ? { ok: false, errors: { title1: 'Say what the paper is' } }
    : { ok: true, value: papers }
}

const ProposalForm = z.object({
  sort: oneOf(['item', 'question'], 'Choose what it is'),
  words: text('What you want to put forward', 400),
})
export const readProposal = (values: FormValues) => readForm(ProposalForm, values)

const Accepting = z.object({ reason: optionalLine('What you say', 200) })
const Declining = z.object({ reason: line('Why', 200) })

export const readDecision = (
  as: 'accepted' | 'declined',
  values: FormValues,
): FormRead<Readonly<{ reason: string | null }>> =>
  as === 'accepted' ? readForm(Accepting, values) : readForm(Declining, values)

const DeclarationForm = z.object({ words: optionalLine('Your interest', 400) })
export const readDeclaration = (values: FormValues) => readForm(DeclarationForm, values)
