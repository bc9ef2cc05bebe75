import { renderActivity, writeActivity } from '#adapters/teams/activity.ts'
import { broadcastCard } from '#src/broadcasts/broadcast-card.ts'
import { NOTHING_YET } from '#src/broadcasts/broadcast-card.ts'
import { NEVER_CHANGED } from '#src/broadcasts/since.ts'
import { realWorld } from '#src/kernel/world.ts'
import { type Bench, median, tell } from './report.ts'

const GOAL_MICROSECONDS = 3

/** What one more recipient of a drawn broadcast costs, and whether it is to the byte what drawing anew would give. */
export async function benchRender({ quick }: Bench): Promise<unknown> {
  const card = broadcastCard(
    {
      id: 7,
      kind: 'announcement',
      organisation: 'X00001',
      organisationKind: 'pcn',
      organisationName: 'French Weir Health Centre',
      authorId: 'a',
      authorName: 'Dr Ben Adeyemi',
      authorInvented: true,
      authorLeft: false,
      urgency: 'important',
      specialties: [],
      gpKinds: [],
      provenance: 'person',
      reminds: true,
      state: 'sending',
      scheduledFor: null,
      startedAt: null,
      finishedAt: null,
      progress: null,
      since: NEVER_CHANGED,
      content: {
        kind: 'announcement',
        title: 'Rooms move on Monday',
        summary: 'From Monday the clinics are on the first floor. '.repeat(8),
        actions: ['Tell patients', 'Use the lift'],
        sourceName: null,
        sourceUrl: null,
        contact: null,
        until: null,
      },
    },
    NOTHING_YET,
  )
  const places = Array.from({ length: 1_000 }, (_, n) => ({
    tenant: 'aaaaaaaa-0000-4000-8000-000000000001',
    conversation: `a:1${n}`,
    bot: '28:bench',
    delivery: realWorld.newId(),
  }))
  for (const place of places)
    if (writeActivity(card, place) !== JSON.stringify(renderActivity(card, place)))
      throw new Error('What is written differs from what is drawn')
  const times: number[] = []
  for (let round = 0; round < (quick ? 5 : 200); round += 1) {
    const from = performance.now()
    for (const place of places) writeActivity(card, place)
    times.push(((performance.now() - from) * 1000) / places.length)
  }
  const figures = [
    { what: 'one more person on Teams', value: median(times), goal: GOAL_MICROSECONDS, unit: 'µs' },
  ]
  tell('render, the same to the byte', figures)
  return { figures }
}
