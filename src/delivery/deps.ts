import type { ChatPlatform, PlatformName } from '#src/chat/chat-platform.ts'
import type { Message } from '#src/chat/message.ts'
import type { Db } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import type { Prepares } from './prepare.ts'
import type { Redraws } from './redraws.ts'
import type { Next } from './rules.ts'

/** What the engine is put together from. */
export type Deps = Readonly<{
  db: Db
  queue: Queue
  world: World
  log: Log
  platforms: ReadonlyMap<PlatformName, ChatPlatform>
  /** The card of a broadcast as everybody gets it first; null when it must no longer go. */
  cardOf: (db: Db, broadcast: number) => Promise<Message | null>
  /** The card of somebody's copy as it is now, or as nobody's: with no answer on it. */
  copyCard: (db: Db, broadcast: number, personId: string | null) => Promise<Message | null>
  redraws: Redraws
  /** The notices that are looked at anew before they leave. */
  prepares: Prepares
  /** How long a claimed row is left to whoever claimed it, before anybody else asks about it. */
  doubtAfterMs: number
  count: (outcome: Next['state'], platform: PlatformName) => void
}>
