import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { realWorld, type World } from '#src/kernel/world.ts'
import { archiveOf } from '#test/support/archive-link.ts'
import { startCascade } from '#test/support/cascade.ts'
import { openOne } from '#test/support/database.ts'
import { addForum, addMembers } from '#test/support/forum-area.ts'
import { keptLog } from '#test/support/raw-chat.ts'
import { find, parseHtml, textOf } from '#test/support/served-html.ts'

const PAGE = 'Open the archive'
const FILE = 'Download as a file (CSV)'

test('all of a forum is read on a page and kept as a file, by whoever may at that moment', async ({
  onTestFinished,
}) => {
  let ahead = 0
  const now = () => new Date(realWorld.now().getTime() + ahead)
  const world: World = { ...realWorld, now }
  const { log, errors } = keptLog()
  const database = await openOne()
  onTestFinished(database.close)
  const cascade = await startCascade(database, { world, log })
  onTestFinished(cascade.stop)
  const { pool } = database
  const idOf = async (user: string) => {
    const { rows } = await pool.query<{ it: string }>(
      'select person_id as it from identities where user_ref = $1',
      [user],
    )
    return rows[0]?.it ?? ''
  }
  const [amara, yusuf] = [await idOf('amara-okafor'), await idOf('yusuf-demir')]
  const forum = await addForum(database, await idOf('priya-raman'), now(), {
    organisation: 'U00000',
  })
  await addMembers(database, forum, [amara, yusuf])
  await pool.query('update forum_members set named = true where person_id = $1', [yusuf])

  const read = async (href: string | undefined) => {
    const response = await fetch(href ?? '')
    const root = parseHtml(await response.text())
    return { status: response.status, root, text: textOf(root).replaceAll(/\s+/g, ' ') }
  }
  const say = async (user: string, text: string) => cascade.as(user).say(text)

  await say('amara-okafor', `post ${forum} =1+1 <script>rota</script>?`)
  const { rows } = await pool.query<{ it: number }>('select max(id) as it from forum_posts')
  const first = rows[0]?.it ?? 0
  await say('priya-raman', `post ${forum} Who goes on Monday?`)
  await say('yusuf-demir', `reply post ${first} We have one.`)

  const mine = await archiveOf(cascade, 'amara-okafor', forum)
  expect(Object.keys(mine)).toEqual([PAGE])
  const page = await read(mine[PAGE])
  expect(page.status).toBe(200)
  expect(page.text).toMatch(
    /A member wrote =1\+1 <script>rota<\/script>\?.*Dr Yusuf Demir replied to post.*We have one\..*A member wrote Who goes on Monday\?/,
  )
  expect(page.text).toContain('Never say who said it, or who is here.')
  expect(page.text).not.toMatch(/Amara|Priya/)
  expect(find(page.root, ({ tag }) => tag === 'script' || tag === 'form')).toBeUndefined()
  expect(await read(`${mine[PAGE]}?after=${first}`)).toMatchObject({
    text: expect.not.stringContaining('rota?') as string,
  })
  const notForAmara = await read(`${mine[PAGE]}/csv`)
  expect([notForAmara.status, notForAmara.text]).toEqual([
    403,
    expect.stringContaining('You are not a moderator of PCN clinical directors'),
  ])

  const priyas = await archiveOf(cascade, 'priya-raman', forum)
  const file = await fetch(priyas[FILE] ?? '')
  expect(file.headers.get('content-disposition')).toContain(`cascade-forum-${forum}.csv`)
  const cells: string[][] = parse(await file.text(), { bom: true })
  expect(cells.map((row) => [row[3], row[6]])).toEqual([
    ['Written by', 'Words'],
    ['A member', "'=1+1 <script>rota</script>?"],
    ['Dr Yusuf Demir', 'We have one.'],
    ['A member', 'Who goes on Monday?'],
  ])

  // Who left before it closed reads it no more; who was in it then still does.
  const yusufs = await archiveOf(cascade, 'yusuf-demir', forum)
  await say('yusuf-demir', `leave forum ${forum}`)
  const gone = await read(yusufs[PAGE])
  expect([gone.status, gone.text]).toEqual([
    403,
    expect.stringContaining('You are not a member of PCN clinical directors'),
  ])
  expect(gone.text).not.toContain('We have one')
  await pool.query(`update forums set closes = '2020-06-30', closed_at = now() where id = $1`, [
    forum,
  ])
  const closed = await read(mine[PAGE])
  expect(closed.text).toContain('It closed at the end of Tuesday 30 June 2020')
  expect(closed.text).toContain('Who goes on Monday?')

  await pool.query('update people set left_at = now() where id = $1', [amara])
  expect(await read(mine[PAGE])).toMatchObject({
    status: 403,
    text: expect.stringContaining('You have left Cascade') as string,
  })
  expect((await read(`${priyas[PAGE]}x`)).status).toBe(404)
  ahead = 61 * 60 * 1000
  for (const href of [priyas[PAGE], priyas[FILE]])
    expect(await read(href)).toMatchObject({
      status: 410,
      text: expect.stringContaining(`type archive ${forum} in the chat`) as string,
    })

  const { rows: audited } = await pool.query<{ it: string }>(
    `select action as it from audit where action like 'forum.archive%' order by id`,
  )
  expect(audited.map(({ it }) => it)).toEqual(
    ['linked', 'read', 'read', 'linked', 'downloaded', 'linked', 'read'].map(
      (what) => `forum.archive-${what}`,
    ),
  )
  expect(errors).toEqual([])
}, 300_000)
