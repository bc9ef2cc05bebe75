import { expect, test } from 'vitest'
import { typedIn } from '#src/privacy/guard.ts'
import { judge } from '#src/privacy/rules.ts'

const CHOSEN = '01a20506-1b8e-763c-a98a-3d7668138072'

test('who is chosen from a list is an id of ours, and is not looked at as if it were typed', () => {
  // Its figures alone would be asked about.
  expect(judge([CHOSEN]).is).not.toBe('pass')
  const intent = { do: 'save-stand-in', with: {} }
  const values = { standIn: CHOSEN, several: [CHOSEN, 'typed'], reason: `${CHOSEN} and more` }
  expect(typedIn({ is: 'submit', intent, values })).toEqual([
    ['several', 'typed'],
    ['reason', `${CHOSEN} and more`],
  ])
})
