import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Draft, insertDraft, setState } from '#src/broadcasts/store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { saveInterest } from '#src/opportunities/store.ts'
import {
  type OrganisationFiles,
  readOrganisations,
  saveOrganisationFiles,
} from '#src/organisations/import.ts'
import { saveJoin } from '#src/people/store.ts'
import { insertReply } from '#src/responses/store.ts'
import { saveQuietHours, saveTopics } from '#src/subscriptions/store.ts'
import { addApproved } from './approved.ts'
import { addAsked } from './asked.ts'
import { deliverPast } from './deliver-past.ts'
import { addForum } from './forum.ts'
import {
  answerTo,
  APPROVER,
  authorOf,
  chosen,
  INTEREST,
  isDueAtOnce,
  QUESTIONS,
  sentMoment,
  urgencyOf,
} from './history.ts'
import {
  DEMO_PCN,
  DemoFile,
  type DemoItem,
  gpKindsOf,
  movedOn,
  organisationOf,
  specialtiesOf,
  toContent,
} from './messages.ts'
import { addSeat } from './seat.ts'
import { DEMO_PCN_NAME, DEMO_PEOPLE, DEMO_PRACTICES, type DemoPerson } from './people.ts'
import {
  addAnswers,
  addInventedOrganisations,
  addPastReminders,
  addRole,
  isSeeded,
  markInvented,
  markSeeded,
  setProvenance,
} from './store.ts'

const AREA = join(import.meta.dirname, 'area')
const SUB_ICB = '11X'
const DAY_MS = 24 * 60 * 60 * 1000
/** The messages were written, and their invented dates chosen, on this day. */
const WRITTEN = Date.UTC(2026, 10, 22)

export type LocalAccount = Readonly<{
  user: string
  name: string
  about: string
  invented: boolean
}>

type Seeding = Readonly<{ tx: Tx; at: Date; newId: () => string }>
type Ids = ReadonlyMap<string, string>

export const demoAreaFiles = (): OrganisationFiles => ({
  practices: areaFile('epraccur.somerset-QSL.all-statuses.2023-02.csv'),
  pcns: areaFile('epcn.somerset-11X.2023-02.csv'),
  partners: areaFile('epcncorepartnerdetails.somerset-11X.2023-02.csv'),
})

async function* areaFile(name: string): AsyncGenerator<Uint8Array> {
  yield await readFile(join(AREA, name))
}

export async function demoItems(): Promise<readonly DemoItem[]> {
  const text = await readFile(join(AREA, 'messages.demo.json'), 'utf8')
  return DemoFile.parse(JSON.parse(text)).messages
}

/**
 * Fills an empty database with the demonstration area: Somerset's real organisations, an invented PCN, invented
 * people and six weeks of messages. Once only: true when this call did it.
 */
export async function seedDemo(
  world: Readonly<{
    db: Db
    at: Date
    newId: () => string
    /** The local chat's own accounts; adding one twice must change nothing. */
    accounts: Readonly<{ add: (account: LocalAccount) => Promise<unknown> }>
  }>,
): Promise<boolean> {
  const { db, at, newId, accounts } = world
  if (await isSeeded(db)) return false
  const [area, items] = await Promise.all([readOrganisations(demoAreaFiles()), demoItems()])
  // Before the transaction: the accounts live on another connection, and the embedded database has only one.
  for (const { user, name, about } of DEMO_PEOPLE) {
    await accounts.add({ user, name, about, invented: true })
  }
  return db.transaction().execute(async (tx) => {
    if (!(await markSeeded(tx, at))) return false
    const seeding = { tx, at, newId }
    await saveOrganisationFiles(tx, area, at)
    await addExamplePcn(tx)
    const ids = await addPeople(seeding)
    await addForum(tx, (user) => idOf(ids, user), at)
    const weeks = Math.floor((at.getTime() - WRITTEN) / (7 * DAY_MS))
    const { sent, drafts } = chosen(items.map((item) => movedOn(item, weeks)))
    for (const [n, item] of sent.entries()) {
      await addSent(seeding, ids, item, n, sentMoment(n, sent.length, at))
    }
    for (const item of drafts) {
      const { id } = await addDraft(seeding, ids, item, new Date(at.getTime() - DAY_MS))
      if (isDueAtOnce(item)) {
        await addApproved(tx, id, idOf(ids, APPROVER), at)
        await setState(tx, id, 'scheduled', { changedAt: at, scheduledFor: at })
      }
    }
    const known = (user: string) => idOf(ids, user)
    // After the drafts, which people are told to open by their numbers.
    await addAsked(seeding, known)
    await addSeat(tx, known, at)
    return true
  })
}

async function addExamplePcn(tx: Tx): Promise<void> {
  await addInventedOrganisations(
    tx,
    [
      { code: DEMO_PCN, name: DEMO_PCN_NAME, kind: 'pcn' },
      ...DEMO_PRACTICES.map((practice) => ({ ...practice, kind: 'practice' as const })),
    ],
    [
      { child: DEMO_PCN, parent: SUB_ICB },
      ...DEMO_PRACTICES.flatMap(({ code }) => [
        { child: code, parent: DEMO_PCN },
        { child: code, parent: SUB_ICB },
      ]),
    ],
    '2019-10-01',
  )
}

type Member = NonNullable<DemoPerson['joined']>

async function addPeople(seeding: Seeding): Promise<Ids> {
  const ids = new Map<string, string>()
  for (const { user, name, joined } of DEMO_PEOPLE) {
    if (joined !== null) ids.set(user, await addMember(seeding, user, name, joined))
  }
  await markInvented(seeding.tx, [...ids.values()])
  return ids
}

async function addMember(
  { tx, at, newId }: Seeding,
  user: string,
  name: string,
  joined: Member,
): Promise<string> {
  const since = new Date(at.getTime() - 90 * DAY_MS)
  const id = await saveJoin(
    tx,
    {
      identity: { platform: 'web', tenant: 'local', user },
      address: { platform: 'web', ref: `web:1:${user}` },
    },
    {
      name,
      gpKind: joined.gpKind,
      gmc: joined.gmc,
      workplaces: [...joined.workplaces],
      interests: [...joined.interests],
      agrees: joined.agrees.slice(),
    },
    since,
    newId,
  )
  await saveQuietHours(tx, id, joined.quiet)
  await saveTopics(tx, id, joined.topics, since)
  for (const role of joined.roles) {
    await addRole(tx, { id: newId(), personId: id, ...role }, since)
  }
  return id
}

function draftOf(item: DemoItem): Draft {
  const content = toContent(item)
  const organisation = organisationOf(item)
  if (content === null || organisation === null) throw new Error(`${item.id} is not for this area`)
  return {
    organisation,
    urgency: urgencyOf(item),
    specialties: specialtiesOf(item),
    gpKinds: gpKindsOf(item),
    content,
  }
}

async function addDraft({ tx }: Seeding, ids: Ids, item: DemoItem, at: Date) {
  const draft = draftOf(item)
  const authorId = idOf(ids, authorOf(item))
  const id = await insertDraft(tx, authorId, draft, at)
  await setProvenance(tx, id, item.provenance)
  return { id, authorId, kind: draft.content.kind, ...draft }
}

function idOf(ids: Ids, user: string): string {
  const id = ids.get(user)
  if (id === undefined) throw new Error(`${user} has not joined`)
  return id
}

/** A message of the past: everybody it was for has it, and some have answered. */
async function addSent(
  seeding: Seeding,
  ids: Ids,
  item: DemoItem,
  n: number,
  sentAt: Date,
): Promise<void> {
  const { tx, at } = seeding
  const broadcast = await addDraft(seeding, ids, item, new Date(sentAt.getTime() - 20 * 60 * 1000))
  const { deliveries, finishedAt } = await deliverPast(seeding, broadcast, sentAt)
  await addPastReminders(tx, broadcast.id, sentAt)
  await addAnswers(
    tx,
    deliveries.flatMap((delivery, k) => {
      const { broadcastId, personId } = delivery
      const answered = answerTo(n, k, delivery.sentAt, at)
      return answered === null ? [] : [{ broadcastId, personId, ...answered }]
    }),
  )
  await addConversation(seeding, ids, item, broadcast, finishedAt)
}

/** What was asked about it, what its author answered, and who came forward. */
async function addConversation(
  { tx }: Seeding,
  ids: Ids,
  item: DemoItem,
  broadcast: Readonly<{ id: number; authorId: string }>,
  from: Date,
): Promise<void> {
  const broadcastId = broadcast.id
  const after = (hours: number) => new Date(from.getTime() + hours * 60 * 60 * 1000)
  for (const { by, question, answer } of QUESTIONS.filter((asked) => asked.item === item.id)) {
    const personId = idOf(ids, by)
    const reply = { broadcastId, personId, inAnswerTo: null, wantsAnswer: true }
    const inAnswerTo = await insertReply(tx, { ...reply, body: question, at: after(2) })
    if (answer === null) continue
    await insertReply(tx, {
      broadcastId,
      personId: broadcast.authorId,
      inAnswerTo,
      wantsAnswer: false,
      body: answer,
      at: after(5),
    })
  }
  if (INTEREST.item === item.id) {
    const given = { how: INTEREST.how, dates: [], conflict: { is: 'none' as const } }
    await saveInterest(tx, broadcastId, idOf(ids, INTEREST.by), given, after(6))
  }
}
