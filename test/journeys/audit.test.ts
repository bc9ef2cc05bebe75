import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedDemo } from '#src/demo/seed.ts'
import type { Database } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { realWorld } from '#src/kernel/world.ts'
import { invitations } from '#src/people/invite.ts'
import { forumSteps } from '#test/support/audit-forum-steps.ts'
import { opportunitySteps } from '#test/support/audit-opportunity.ts'
import { SECOND_PERSON_CHANGES, walkSecondPerson } from '#test/support/audit-second-person.ts'
import { createWalk, type Step } from '#test/support/audit-walk.ts'
import { walkBallots } from '#test/support/ballot-steps.ts'
import { walkAsked } from '#test/support/audit-asked.ts'
import { openOne } from '#test/support/database.ts'
import { MEETING_CHANGES, meetingSteps } from '#test/support/meeting-steps.ts'
import { type Watch, watchTables } from '#test/support/watched-tables.ts'
import { all, handled } from '../unit/all-commands.ts'

let database: Database
let queue: Queue
let watch: Watch
beforeAll(async () => {
  database = await openOne()
  queue = createQueue(database, silentLog)
  await queue.start()
  const accounts = { add: async () => {} }
  await seedDemo({ db: database.db, at: realWorld.now(), newId: realWorld.newId, accounts })
  watch = await watchTables(database)
})
afterAll(async () => {
  await queue.stop(1000)
  await database.close()
})

const one = async (text: string, ...values: unknown[]): Promise<string> => {
  const { rows } = await database.pool.query<{ it: string }>(text, values)
  return String(rows[0]?.it ?? 0)
}

const AMARA = 'amara-okafor'
const PRIYA = 'priya-raman'
const NEW = 'rhiannon-lloyd'
/** What Priya may send. */
async function announced() {
  const place = await one(
    `select r.organisation as it from roles r join identities i on i.person_id = r.person_id
     where i.user_ref = $1 and r.role = 'clinical-director' order by 1 limit 1`,
    PRIYA,
  )
  return {
    title: 'Written in a test',
    summary: 'For nobody.',
    urgency: 'routine',
    organisation: [place],
  }
}

/** Two things from an official source, in front of Priya. */
async function feedSteps(): Promise<readonly Step[]> {
  const told = new Date('2026-11-20T09:00:00Z')
  const feed = await one(
    `insert into feeds (url, name, person_id, interval_minutes, added_at, next_at)
     select 'https://www.gov.uk/a.atom', 'A source', person_id, 60, now(), now() from identities where user_ref = $1 returning id as it`,
    PRIYA,
  )
  const item = (entry: string) =>
    one(
      `insert into feed_items (feed_id, entry_id, updated, url, title, summary, type, state, seen_at, checked_at)
       values ($1, $2, $3, 'https://www.gov.uk/a', 'Rooms', 'Rooms move.', 'other', 'proposed', now(), now()) returning id as it`,
      feed,
      entry,
      told,
    )
  const at = async (entry: string) => ({
    item: await item(entry),
    told: String(told.getTime()),
  })
  const [first, second] = [await at('a'), await at('b')]
  const kind = 'announcement'
  return [
    [PRIYA, 'release-queue'],
    [PRIYA, 'feed-item', { item: first.item }],
    [PRIYA, 'put-off-item', first],
    [PRIYA, 'decline-item', first],
    [PRIYA, 'draft-item', { item: second.item }],
    [PRIYA, 'save-item-draft', { ...second, kind }, await announced()],
    [PRIYA, 'correct-from-item', { item: second.item, broadcast: '1' }],
  ]
}

const JOINING = {
  name: 'Dr Rhiannon Lloyd',
  gpKind: 'locum',
  gmc: '0000099',
  workplaces: ['L85001'],
  interests: [],
}

const CHANGES =
  `submit-join save-details agree stop-optional undo-stop follow-suggested save-follow unfollow save-quiet-hours
  save-working-days save-away back show catch-up read-listed acknowledge submit-question submit-reply link submit-answer
  save-draft submit-answers submit-outcome book give-up submit-attendance save-edit save-schedule unschedule delete-draft send-now pause resume submit-interest withdraw decide-on-applicant submit-turn-down submit-closing retry-failed
  retry-doubtful stop save-new-forum save-forum submit-join-forum submit-decline accept-member leave-forum accept-guidelines
  submit-post submit-reply-post save-post submit-remove-post save-forum-settings mute-forum
  submit-report-post settle-reports make-moderator submit-remove-member put-off-item decline-item save-item-draft save-correction submit-withdrawal still-right
  submit-seat save-seat drop-seat open-nominations submit-stand stand-down submit-vote submit-call-off confirm-leave confirm-delete`.split(
    /\s+/,
  )

test('everything that somebody can do is in the audit if it changes anything', async () => {
  const walk = createWalk(database, watch, [...all, invitations])
  const { steps } = walk

  const got = await one(
    `select d.broadcast_id as it from deliveries d join identities i on i.id = d.identity_id join broadcasts b on b.id = d.broadcast_id
     where i.user_ref = $1 and d.state = 'sent' and b.ended_at is null and b.state = 'sent' and b.kind = 'announcement'
       and not exists (select 1 from acknowledgements a where a.broadcast_id = b.id and a.person_id = d.person_id)
     order by b.id desc limit 1`,
    AMARA,
  )
  const draft = async (kind: string) =>
    one(
      `select b.id as it from broadcasts b join identities i on i.person_id = b.author_id
       where i.user_ref = $1 and b.state = 'draft' and b.kind = $2 order by b.id desc limit 1`,
      PRIYA,
      kind,
    )
  const ANNOUNCED = await announced()
  const soon = londonDay(new Date(realWorld.now().getTime() + 10 * 24 * 60 * 60_000))
  await steps(
    [NEW, 'help'],
    [NEW, 'help-on', { topic: 'account' }],
    [NEW, 'join'],
    [NEW, 'enter-code'],
    [NEW, 'submit-code', {}, { code: 'CDFGHJKM' }],
    [NEW, 'submit-join', {}, { ...JOINING, purpose: 'yes' }],
    [NEW, 'details'],
    [NEW, 'save-details', {}, { ...JOINING, gpKind: 'salaried' }],
    [NEW, 'preferences'],
    [NEW, 'agree', { category: 'opportunities' }],
    [NEW, 'stop-optional', { category: 'all' }],
  )
  const stoppedAt = new Date(await one('select max(withdrawn_at)::text as it from consents'))
  await steps(
    [NEW, 'undo-stop', { at: stoppedAt.toISOString() }],
    [NEW, 'subscriptions'],
    [NEW, 'follow-suggested'],
    [NEW, 'follow', { organisation: '', specialty: '' }],
    [
      NEW,
      'save-follow',
      { organisation: '', specialty: '' },
      { organisation: ['L85014'], kinds: ['pathway'], specialty: [], cadence: 'daily' },
    ],
    [NEW, 'unfollow', { organisation: 'L85014', specialty: '' }],
    [NEW, 'quiet-hours'],
    [NEW, 'save-quiet-hours', {}, { quiet: 'yes', from: '19:00', to: '07:00', days: ['1', '2'] }],
    [NEW, 'save-working-days', {}, { days: ['1', '3'] }],
    [NEW, 'away'],
    [NEW, 'save-away', {}, { until: soon }],
    [NEW, 'back'],
    [NEW, 'in-force'],
    [NEW, 'show', { broadcast: got }],
    [NEW, 'library'],
    [NEW, 'library-kind', { kind: 'pathway' }],
    [NEW, 'search-form'],
    [NEW, 'search', {}, { words: 'eye' }],
    [NEW, 'find-place', {}, { place: 'French' }],
    [NEW, 'place-form'],
    [NEW, 'choose-place', {}, { place: ['L85001'] }],
    [NEW, 'today-at', { place: 'L85001' }],
    [NEW, 'open-at', { place: 'L85001', broadcast: got }],
    [NEW, 'catch-up'],
    [
      NEW,
      'show-list',
      { list: 'today', place: 'L85001', at: String(Date.now()), since: '0', from: '0' },
    ],
    [
      AMARA,
      'read-listed',
      {
        list: 'today',
        place: 'L85001',
        at: String(Date.now()),
        since: '0',
        from: '0',
        broadcast: got,
        version: '1',
      },
    ],
    [
      AMARA,
      'read-shown',
      {
        list: 'today',
        place: 'L85001',
        at: String(Date.now()),
        since: '0',
        from: '0',
        shown: `${got}.1`,
      },
    ],
    [AMARA, 'acknowledge', { broadcast: got, answer: 'will-act', version: '1' }],
    [AMARA, 'ask', { broadcast: got }],
    [AMARA, 'ask-about'],
    [AMARA, 'submit-question', { broadcast: got }, { text: 'Is it so?' }],
    [AMARA, 'submit-reply', { broadcast: got }, { text: 'Thank you.' }],
    [AMARA, 'link'],
    [AMARA, 'accounts'],
    [AMARA, 'my-data'],
    [AMARA, 'invite'],
    [PRIYA, 'questions'],
  )
  const question = await one('select max(id) as it from replies where wants_answer')
  const author = await one(
    `select i.user_ref as it from replies r join broadcasts b on b.id = r.broadcast_id
     join identities i on i.person_id = b.author_id where r.id = $1`,
    question,
  )
  await steps(
    [author, 'answer-question', { reply: question }],
    [author, 'submit-answer', { reply: question }, { text: 'It is.' }],
    [PRIYA, 'compose'],
    [PRIYA, 'compose-kind', { kind: 'announcement' }],
    [PRIYA, 'save-draft', { kind: 'announcement' }, ANNOUNCED],
    [PRIYA, 'drafts'],
  )
  const mine = await draft('announcement')
  const opportunity = await draft('opportunity')
  await steps(
    [PRIYA, 'edit-draft', { broadcast: mine }],
    [PRIYA, 'save-edit', { broadcast: mine }, { ...ANNOUNCED, title: 'Written again' }],
    [PRIYA, 'preview', { broadcast: mine }],
    [PRIYA, 'audience', { broadcast: mine }],
    [PRIYA, 'send-test', { broadcast: mine }],
    [PRIYA, 'schedule', { broadcast: mine }],
    [PRIYA, 'save-schedule', { broadcast: mine }, { date: soon, time: '13:00' }],
    [PRIYA, 'unschedule', { broadcast: mine }],
    [PRIYA, 'delete-draft', { broadcast: mine }],
    [PRIYA, 'send-now', { broadcast: opportunity }],
    [PRIYA, 'show-progress', { broadcast: opportunity }],
    [PRIYA, 'pause', { broadcast: opportunity }],
    [PRIYA, 'resume', { broadcast: opportunity }],
    [AMARA, 'interested', { broadcast: opportunity }],
    [AMARA, 'submit-interest', { broadcast: opportunity }, { how: 'On Tuesdays' }],
    [AMARA, 'withdraw', { broadcast: opportunity }],
    [PRIYA, 'list-interest', { broadcast: opportunity }],
    [AMARA, 'submit-interest', { broadcast: opportunity }, { how: 'On Fridays' }],
  )
  await walkAsked({ steps, draft, database, announced: ANNOUNCED, soon })
  await database.pool.query(
    `update deliveries set state = case when seq % 2 = 0 then 'failed' else 'doubtful' end where broadcast_id = $1`,
    [opportunity],
  )
  await walkBallots(database, steps, [PRIYA, AMARA], ANNOUNCED.organisation[0] ?? '')
  await steps(
    [PRIYA, 'retry', { broadcast: opportunity }],
    [PRIYA, 'retry-failed', { broadcast: opportunity }],
    [PRIYA, 'retry-doubtful', { broadcast: opportunity }],
    [PRIYA, 'not-reached', { broadcast: opportunity }],
    [PRIYA, 'stop', { broadcast: opportunity }],
    [PRIYA, 'report', { broadcast: opportunity }],
    [PRIYA, 'sent'],
    ...opportunitySteps(PRIYA, AMARA, opportunity),
    [author, 'correct', { broadcast: got }],
    [author, 'save-correction', { broadcast: got }, { ...ANNOUNCED, whatChanged: 'The title' }],
    [author, 'send-correction', { broadcast: got, base: '1' }],
    [author, 'drop-correction', { broadcast: got }],
    [author, 'replace', { broadcast: got }],
    [author, 'still-right', { broadcast: got }],
    [author, 'withdraw-message', { broadcast: got }],
    [author, 'submit-withdrawal', { broadcast: got }, { reason: 'It was a test' }],
    ...(await feedSteps()),
    ...(await forumSteps(one, realWorld.now())),
    ...(await meetingSteps(database)),
  )
  await walkSecondPerson({ walk, database, soon })
  await steps(
    [AMARA, 'leave'],
    [AMARA, 'keep-membership'],
    [NEW, 'confirm-leave'],
    [AMARA, 'delete-me'],
    [AMARA, 'keep-me'],
    [AMARA, 'confirm-delete'],
  )
  // That what should change something did: a step that was refused proves nothing.
  expect(
    [...CHANGES, ...MEETING_CHANGES, ...SECOND_PERSON_CHANGES].filter(
      (intent) => !walk.changed.has(intent),
    ),
  ).toEqual([])
  expect(walk.silent).toEqual([])
  expect([...handled].filter((intent) => !walk.seen.has(intent))).toEqual([])
})
