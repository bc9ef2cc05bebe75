import type { MessageHandle, SendOutcome } from '#src/chat/chat-platform.ts'
import type { Intent } from '#src/chat/intent.ts'
import { button, type Message, message, note } from '#src/chat/message.ts'
import { type Harness, listener, type Somebody } from './harness.ts'

/** Something that every adapter keeps, run on a harness of its own. */
export type Law = (make: () => Promise<Harness>) => Promise<void>

export const READ: Intent = { do: 'answer', with: { broadcast: '12', answer: 'read' } }

export const card = (title: string, intent: Intent = READ): Message =>
  message({ title, blocks: [note('small', title)], actions: [button('Read', intent, 'primary')] })

/** Line breaks and runs of spaces are the platform's to show as it likes. */
export const asRead = (title: string) => title.replaceAll(/\s+/g, ' ').trim()

let keys = 0
export const newKey = () => {
  keys += 1
  return `01980000-0000-7000-8000-${String(keys).padStart(12, '0')}`
}

function handleIn(outcome: SendOutcome): MessageHandle {
  if (outcome.is !== 'sent') throw new Error(`Not sent: ${outcome.is}, ${outcome.detail}`)
  return outcome.handle
}

export const send = async ({ platform }: Harness, to: Somebody, what: Message, key = newKey()) =>
  handleIn(await platform.send(to.address, what, key))

export const titles = async (harness: Harness, who: Somebody) =>
  (await harness.shownTo(who)).map(({ title }) => asRead(title))

/** Runs one law on a platform that listens, and closes it whatever happens. */
export const on =
  (
    law: (harness: Harness, ear: ReturnType<typeof listener>) => Promise<void>,
    ear = listener,
  ): Law =>
  async (make) => {
    const harness = await make()
    const listening = ear()
    try {
      await harness.platform.start(listening.core)
      await law(harness, listening)
    } finally {
      await harness.platform.stop()
      await harness.close()
    }
  }
