import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeError } from '#src/kernel/log.ts'

const SECRET = 'NHS number 943 476 5919'

/** What a process that runs this with a log in hand writes, on both of its outputs. */
function outputOf(program: string, level = 'info'): string {
  const log = join(import.meta.dirname, '../../src/kernel/log.ts')
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const { createLog } = await import(${JSON.stringify(log)})
       const log = createLog(${JSON.stringify(level)})
       const secret = ${JSON.stringify(SECRET)}
       ${program}`,
    ],
    { encoding: 'utf8' },
  )
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}

test('an error is told by its kind, its code and where it was, never by its message', () => {
  const output = outputOf(`
    class ReplyFailed extends Error { name = 'ReplyFailed' }
    function whereItWas() { return Object.assign(new ReplyFailed(secret + '\\n    second line ' + secret), { code: '23505', constraint: 'people_gmc', detail: secret }) }
    log.error('reply.failed', whereItWas(), { broadcast: 12 })`)
  expect(output).not.toContain('943')
  const line: unknown = JSON.parse(output)
  expect(line).toMatchObject({
    event: 'reply.failed',
    error: 'ReplyFailed',
    error_code: '23505',
    error_constraint: 'people_gmc',
    broadcast: 12,
  })
  expect(output).toContain('whereItWas')
})

test.each([
  ['a message with a line that looks like a frame', "new Error('x\\n    at ' + secret)"],
  [
    'a message that was changed later',
    "(() => { const e = new Error('x\\n    at ' + secret); e.message = 'y'; return e })()",
  ],
  ['a cause', "new Error('x', { cause: new Error(secret) })"],
  ['several errors in one', 'new AggregateError([new Error(secret)], secret)'],
  [
    'a stack that repeats the message',
    "(() => { const e = new Error('x'); e.stack = 'Error: ' + secret; return e })()",
  ],
  ['no error at all', 'secret'],
  ['a rejected value', '{ message: secret }'],
])('a secret stays out of the output in %s', (_, error) => {
  expect(outputOf(`log.error('it.failed', ${error})`)).not.toContain('943')
})

test('each line is one JSON with its time and no host or process', () => {
  const output = outputOf("log.info('one', { n: 1 }); log.warn('two')")
  const lines = output.trim().split('\n')
  expect(lines).toHaveLength(2)
  for (const line of lines) {
    const facts: unknown = JSON.parse(line)
    expect(facts).toMatchObject({ time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string })
    expect(facts).not.toHaveProperty('pid')
    expect(facts).not.toHaveProperty('hostname')
  }
})

test('the level is kept', () => {
  expect(outputOf("log.info('quiet')", 'warn')).toBe('')
})

test('an error without a stack is told all the same', () => {
  const bare = new Error(SECRET)
  delete bare.stack
  expect(describeError(bare)).toEqual({ error: 'Error', at: '' })
})
