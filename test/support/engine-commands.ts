import fc from 'fast-check'
import { expect } from 'vitest'
import { RetryDoubtful, RetryFailed } from '#src/broadcasts/intents.ts'
import { progressOf } from '#src/delivery/store.ts'
import { ConfirmLeave } from '#src/people/intents.ts'
import type { Engine, Reader } from './engine.ts'
import type { Fault } from './far-end.ts'

export type Real = {
  engine: Engine
  broadcast: number
  readers: readonly Reader[]
  /** How often the sender risked that the doubtful get it twice. */
  risked: number
  copiesOf: (reader: Reader) => Engine['ends']['slack']['arrived']
}

/** What the sender has asked for last, and how many copies there were once a stopped one had come to rest. */
export type Model = { state: 'going' | 'paused' | 'stopped'; stoppedWith: number }

type Command = fc.AsyncCommand<Model, Real>

const copies = (real: Real) => real.readers.flatMap((one) => real.copiesOf(one)).length

/** The counts that the sender sees are always everybody. */
async function expectSum({ engine, broadcast, readers }: Real): Promise<void> {
  const { delivered, waiting, held, failed, doubtful, stopped } = await progressOf(
    engine.db,
    broadcast,
    engine.world.now(),
  )
  expect(delivered + waiting + held + failed + doubtful + stopped).toBe(readers.length)
}

/** One thing that happens; after each the counts add up, and what was stopped or paused has sent nothing new. */
const happens = (
  name: string,
  run: (model: Model, real: Real) => Promise<void>,
  may: (model: Model) => boolean = () => true,
): Command => ({
  check: (model) => may(model),
  run: async (model, real) => {
    const [before, was] = [copies(real), model.state]
    await run(model, real)
    if (was !== 'going' && model.state === was) expect(copies(real)).toBe(before)
    await expectSum(real)
  },
  toString: () => name,
})

const reader = (real: Real, n: number): Reader => {
  const one = real.readers[n % real.readers.length]
  if (one === undefined) throw new Error('There is always a reader')
  return one
}

const FAULTS: readonly Fault[] = [
  ...(['later', 'lost', 'kept', 'died', 'died-kept'] as const),
  ...(['unreachable', 'blocked', 'not-installed', 'rejected'] as const),
]

const who = fc.nat(4)

/** What the next send to an account of a reader meets. */
export type Met = Readonly<{ n: number; account: number; fault: Fault }>
export const anyMet: fc.Arbitrary<Met> = fc.record({
  n: who,
  account: fc.nat(1),
  fault: fc.constantFrom(...FAULTS),
})

export function meet({ engine, readers }: Real, { n, account, fault }: Met): void {
  const { refs = [] } = readers[n % readers.length] ?? {}
  const ref = refs[account % refs.length] ?? ''
  engine.ends[ref.startsWith('slack') ? 'slack' : 'teams'].fail(ref, fault)
}

const one = (command: Command) => fc.constant(command)

export const COMMANDS: fc.Arbitrary<Command>[] = [
  one(happens('work', async (_, { engine }) => void (await engine.step()))),
  one(happens('work until nothing is due', async (_, { engine }) => engine.run())),
  one(happens('sweep', async (_, { engine }) => engine.sweep())),
  one(happens('crash', async (_, { engine }) => engine.crash())),
  one(
    happens('lose every job', async (_, { engine }) => {
      await engine.pool.query(
        `delete from pgboss.job where name = 'deliver' and state < 'completed'`,
      )
    }),
  ),
  fc
    .constantFrom(3_000, 30_000, 300_000)
    .map((ms) => happens(`${ms} ms go by`, async (_, { engine }) => engine.world.advance(ms))),
  anyMet.map((met) =>
    happens(`reader ${met.n}, account ${met.account}, meets ${met.fault}`, async (_, real) =>
      meet(real, met),
    ),
  ),
  one(
    happens(
      'pause',
      async (model, { engine, broadcast }) => {
        await engine.say(engine.author, `pause ${broadcast}`)
        const { rows } = await engine.pool.query('select state from broadcasts where id = $1', [
          broadcast,
        ])
        if ((rows as readonly { state: string }[])[0]?.state === 'paused') model.state = 'paused'
      },
      ({ state }) => state === 'going',
    ),
  ),
  one(
    happens(
      'resume',
      async (model, { engine, broadcast }) => {
        await engine.say(engine.author, `resume ${broadcast}`)
        model.state = 'going'
      },
      ({ state }) => state === 'paused',
    ),
  ),
  one(
    happens(
      'stop',
      async (model, real) => {
        await real.engine.say(real.engine.author, `stop ${real.broadcast}`)
        const { rows } = await real.engine.pool.query(
          'select state from broadcasts where id = $1',
          [real.broadcast],
        )
        if ((rows as readonly { state: string }[])[0]?.state !== 'stopped') return
        model.state = 'stopped'
        model.stoppedWith = copies(real)
      },
      ({ state }) => state !== 'stopped',
    ),
  ),
  one(
    happens('retry the failed', async (_, { engine, broadcast }) => {
      await engine.press(engine.author, RetryFailed({ broadcast }))
    }),
  ),
  one(
    happens('retry the doubtful', async (_, real) => {
      const { engine, broadcast } = real
      await engine.press(engine.author, RetryDoubtful({ broadcast }))
      real.risked += 1
    }),
  ),
  who.map((n) =>
    happens(`reader ${n} reads`, async (_, real) => {
      await real.engine.say(reader(real, n), `read ${real.broadcast}`)
    }),
  ),
  who.map((n) =>
    happens(`reader ${n} leaves`, async (_, real) => {
      await real.engine.press(reader(real, n), ConfirmLeave({}))
    }),
  ),
  who.map((n) =>
    happens(`the first account of reader ${n} is closed`, async (_, real) => {
      const [ref = ''] = reader(real, n).refs
      real.engine.ends[ref.startsWith('slack') ? 'slack' : 'teams'].close(ref)
      await real.engine.accountClosed(ref)
    }),
  ),
  one(
    happens('the draft that it was is edited', async (_, { engine, broadcast }) => {
      await engine.say(engine.author, `edit ${broadcast}`)
    }),
  ),
]
