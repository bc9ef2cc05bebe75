import {
  type Figures,
  figuresOf,
  isPrevented,
  isStopped,
  judgeLabelled,
  readLabelled,
} from '#test/support/guard-texts.ts'

const ROUNDS = 50
/** A twentieth of what a person notices, for everything that they typed. */
const TARGET_MICROSECONDS = 5_000

const words = ({ recall, precision }: Figures) =>
  `recall ${(recall * 100).toFixed(1)}%, precision ${(precision * 100).toFixed(1)}%`

/** How much of the labelled set the patient-data guard gets right, what it gets wrong, and how long it takes. */
export async function benchGuard(): Promise<unknown> {
  const texts = await readLabelled()
  const judged = texts.map((one) => ({ ...one, was: judgeLabelled(one.text).is }))
  const parts = [
    ['written with the rules', judged.filter(({ id }) => !id.startsWith('last'))],
    ['written afterwards', judged.filter(({ id }) => id.startsWith('last'))],
  ] as const
  const figures = parts.map(([name, part]) => {
    const prevent = figuresOf(part, isPrevented)
    const stopped = figuresOf(part, isStopped)
    console.log(`guard, ${part.length} texts ${name}: prevent: ${words(prevent)}`)
    console.log(`guard, ${part.length} texts ${name}: ask or prevent: ${words(stopped)}`)
    return { name, texts: part.length, prevent, stopped }
  })
  const wrong = judged.filter(({ label, was }) => label !== was)
  for (const { id, label, was, why } of wrong)
    console.log(`  ${id}: should be ${label}, is ${was} (${why})`)
  const from = performance.now()
  for (let round = 0; round < ROUNDS; round += 1) for (const { text } of texts) judgeLabelled(text)
  const microseconds = ((performance.now() - from) * 1000) / (ROUNDS * texts.length)
  const long = texts.map(({ text }) => text).join('\n')
  const started = performance.now()
  judgeLabelled(long.repeat(Math.ceil(200_000 / long.length)).slice(0, 200_000))
  const longest = performance.now() - started
  console.log(
    `guard: ${microseconds.toFixed(1)} µs a text, ${(microseconds / TARGET_MICROSECONDS).toFixed(3)} of what is allowed; ` +
      `${longest.toFixed(0)} ms for 200,000 characters`,
  )
  return { figures, wrong: wrong.map(({ id }) => id), microseconds, longest }
}
