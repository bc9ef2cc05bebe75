import { expect, test } from 'vitest'
import { hear } from '#src/app/commands.ts'
import { commands, director, locum, newcomer } from './all-commands.ts'

test.each([
  ['subscribtions', locum, ['subscriptions']],
  ['raed 12', locum, ['read 12']],
  ['Reed 12.', locum, ['read 12']],
  ['prevew 12', director, ['preview 12']],
  ['compose', director, []],
  ['jion', newcomer, ['join']],
  // No button can carry what was typed, and nobody is offered what is not theirs.
  ['aks 12 why?', locum, []],
  ['prevew 12', locum, []],
  ['thanks a lot', locum, []],
  ['reed', locum, []],
])('%j by somebody may be meant as %j', (typed, who, lines) => {
  const found = hear(commands, who, typed)
  const meant = found.is === 'unknown' ? found.meant : []
  expect(meant.map(({ line }) => line)).toEqual(lines)
  for (const { line, intent } of meant)
    expect(hear(commands, who, line)).toMatchObject({ spoken: { value: { intent } } })
})
