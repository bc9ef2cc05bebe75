import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { databases } from '#test/support/database.ts'
import { writeAnnouncement } from '#test/support/sending.ts'

/** The main job from end to end, over HTTP, on each database, for the invented people of the demonstration. */
describe.each(databases())('the main job on $name', ({ open }) => {
  let cascade: Cascade
  beforeAll(async () => {
    cascade = await startCascade(await open())
  })
  afterAll(async () => {
    await cascade.stop()
    await cascade.database.close()
  })

  test('what was due when it started reaches those who follow it, once', async () => {
    const card = await cascade.as('amara-okafor').card('Minor eye conditions')
    expect(card.text).toContain('Invented for the demonstration')
    expect(card.text).toContain('does not record a response on the Central Alerting System (CAS)')
    const all = (await cascade.as('amara-okafor').cards()).filter((one) => one.title === card.title)
    expect(all).toHaveLength(1)
    await cascade.as('tomasz-wieczorek').card('24: Minor eye conditions', 'delivered')
  })

  test('a newcomer joins, sees why a form is refused, follows what is suggested, and leaves', async () => {
    const rhiannon = cascade.as('rhiannon-lloyd')
    const refused = await rhiannon.ask('subscriptions')
    expect(refused.title).toBe('You have not joined Cascade yet')
    expect(refused.text).toContain('Nothing was changed')
    await rhiannon.press('Join')
    expect((await rhiannon.form())?.title).toBe('Join Cascade')
    await rhiannon.fill({ name: '', gmc: '12' })
    expect((await rhiannon.form())?.errors.join(' | ')).toMatch(
      /Enter your name.*Choose the kind.*7 digits.*at least one practice.*To join, agree/,
    )
    await rhiannon.fill({
      name: 'Dr Rhiannon Lloyd',
      gpKind: 'locum',
      gmc: '000 0099',
      workplaces: ['L85001', 'A00001'],
      interests: ['dermatology'],
      purpose: 'yes',
      opportunities: 'yes',
    })
    const welcome = await rhiannon.card('Welcome, Dr Rhiannon Lloyd')
    expect(welcome.text).toContain('French Weir Health Centre: everything straight away')
    const inForce = await rhiannon.card('In force now')
    expect(inForce.text).toContain('Minor eye conditions')
    await rhiannon.press('Follow all of these')
    expect((await rhiannon.last()).title).toBe('What you follow')
    await rhiannon.press('Open', 'In force now')
    const opened = await rhiannon.card('Minor eye conditions')
    await rhiannon.press('Read', opened.title)
    expect((await rhiannon.card('Minor eye conditions')).text).toContain('You answered: Read.')
    const again = await rhiannon.ask('join')
    expect(again.title).toBe('You have already joined')
    await rhiannon.say('leave')
    await rhiannon.press('Leave', 'Leave Cascade?')
    expect((await rhiannon.card('You have left Cascade')).labels).toEqual(['Join again'])
    expect((await rhiannon.ask('drafts')).title).toBe('You have not joined Cascade yet')
  })

  test('subscriptions are changed by button and by command, and quiet hours too', async () => {
    const yusuf = cascade.as('yusuf-demir')
    await yusuf.say('unfollow A00002')
    const card = await yusuf.ask('follow prescribing and pathways L85001 weekly')
    expect(card.text).toContain(
      'French Weir Health Centre: prescribing messages and pathway updates once a week',
    )
    await yusuf.press('Change', 'What you follow')
    const shown = await yusuf.form()
    expect(shown?.title).toBe('Change what you follow')
    await yusuf.fill({ cadence: 'now' })
    expect((await yusuf.last()).title).toBe('What you follow')
    expect((await yusuf.ask('quiet 7pm to 7am')).text).toContain('Quiet hours: 7pm to 7am.')
    expect((await yusuf.ask('quiet nonsense')).title).toBe('I could not read those hours')
    expect((await yusuf.ask('quiet off')).text).toContain('You have no quiet hours.')
    await yusuf.say('follow announcements U00000')
  })

  test('a director writes, previews, tests, sends; people answer; the director answers back', async () => {
    const priya = cascade.as('priya-raman')
    const amara = cascade.as('amara-okafor')
    await priya.say('compose announcement')
    expect((await priya.form())?.title).toBe('Announcement')
    await priya.fill({ title: '', summary: '' })
    expect((await priya.form())?.errors).toEqual(['Enter the title', 'Enter the message'])
    await priya.fill({
      title: 'Winter rota <b>changes</b>',
      summary: 'From Monday the duty room moves to the first floor & the rota with it.',
      actions: '1. Look at the rota\n- Tell us if you cannot come',
      urgency: 'important',
    })
    const preview = await priya.card('Winter rota <b>changes</b>')
    expect(preview.text).toContain('Preview: announcement')
    expect(preview.labels).toEqual([])
    const draft = await priya.last()
    expect(draft.text).toMatch(/would get this now for Example PCN/)
    const number = /^(\d+):/.exec(draft.title)?.[1] ?? ''
    const promised = Number(/(\d+) (?:person|people) would get this now/.exec(draft.text)?.[1])
    await priya.press('Who gets it', draft.title)
    expect((await priya.last()).text).toContain('Dr Amara Okafor')
    await priya.press('Send a test to me', draft.title)
    await priya.card('Winter rota', 'Test: announcement')
    await priya.press('Read', 'Winter rota')
    expect((await priya.last()).title).toBe('That was a test, so nothing was recorded')
    await priya.press('Send now', draft.title)
    await priya.card(draft.title, `${promised} delivered, 0 waiting, 0 failed`)

    const card = await amara.card('Winter rota <b>changes</b>')
    expect(card.text).toContain('1. Look at the rota'.slice(3))
    await amara.press("Read, and I'll act", card.title)
    expect((await amara.card(card.title)).text).toContain("You answered: Read, and I'll act.")
    await amara.press('Not relevant to me', card.title)
    expect((await amara.card(card.title)).text).toContain('You answered: Not relevant to me.')
    expect((await amara.ask(`read ${number}`)).text).toContain('You answered: Read.')

    await amara.press('Ask a question', card.title)
    await amara.fill({ text: 'Which floor is the <em>duty</em> room on?' })
    const asked = await priya.card('Question', 'Which floor is the <em>duty</em> room on?')
    expect(asked.text).toContain('Question: open')
    await priya.press('Answer', asked.title)
    await priya.fill({ text: 'The first floor.' })
    const answer = await amara.card('Answer to your question', 'The first floor.')
    expect(answer.text).toContain('Dr Priya Raman answered')
    await priya.card(asked.title, 'Question: answered')
    await amara.card(card.title, ': answered.')

    await amara.reply(card.title, 'Thank you, see you there')
    await priya.card('Reply', 'Thank you, see you there')
    const second = await priya.ask(`send ${number}`)
    expect(second.title).toBe(`Message ${number} has been sent`)
    expect(
      (await amara.cards()).filter(
        (one) => one.title === card.title && one.text.includes('Announcement'),
      ),
    ).toHaveLength(1)
  })

  test('interest in an opportunity reaches its sender and can be taken back', async () => {
    const [priya, amara] = [cascade.as('priya-raman'), cascade.as('amara-okafor')]
    await priya.say('drafts')
    await priya.press('Open 27', 'Your drafts')
    await priya.press('Send now', '27:')
    const card = await amara.card('GP supervisor for 2 ARRS')
    await amara.press('I am interested', card.title)
    await amara.fill({ how: '' })
    expect((await amara.form())?.errors[0]).toMatch(/^Enter how you would like/)
    await amara.fill({
      how: 'I supervise already and would like to do more',
      date1: '2027-06-01',
      date2: '2027-06-02',
    })
    await amara.card(card.title, 'You said that you are interested')
    await priya.card(
      'Dr Amara Okafor: GP supervisor',
      'Tuesday 1 June 2027 or Wednesday 2 June 2027',
    )
    expect((await priya.ask('interest 27')).text).toContain('Dr Amara Okafor')
    await amara.press('Withdraw', card.title)
    await priya.card('Dr Amara Okafor: GP supervisor', 'no longer interested')
    expect((await priya.ask('interest 27')).title).toMatch(/^0 people interested/)
  })

  test('a schedule is on London time, and times that do not exist or come twice are refused', async () => {
    const priya = cascade.as('priya-raman')
    const { id } = await writeAnnouncement(priya, 'For later')
    expect((await priya.ask(`schedule ${id} 2027-03-28 01:30`)).title).toMatch(/clocks go forward/)
    expect((await priya.ask(`schedule ${id} 2027-10-31 01:30`)).title).toMatch(/clocks go back/)
    expect((await priya.ask(`schedule ${id} 2020-01-01 09:00`)).title).toMatch(/has gone by/)
    expect((await priya.ask(`schedule ${id} 2027-02-30 09:00`)).title).toMatch(/real date/)
    const set = await priya.ask(`schedule ${id} 2027-03-28 02:30`)
    expect(set.text).toContain('Goes on Sunday 28 March 2027, 2:30am')
    expect((await priya.ask(`unschedule ${id}`)).text).toContain('Draft')
  })

  test('a report is for its sender alone, behind a link that expires', async () => {
    const priya = cascade.as('priya-raman')
    const card = await priya.ask('report 27')
    expect(card.text).toContain('delivered'.slice(1))
    expect((await cascade.as('amara-okafor').ask('report 27')).text).toContain(
      'Nothing was changed',
    )
  })

  test('help says what this person can do, and an unknown sentence gets the nearest', async () => {
    const [amara, priya] = [cascade.as('amara-okafor'), cascade.as('priya-raman')]
    const helped = await amara.ask('help')
    expect(helped.text).toContain('read 12')
    expect(helped.text).not.toContain('compose')
    expect((await amara.ask('help forums')).text).toContain('Write to the members of a forum')
    expect((await priya.ask('help')).text).toContain('compose prescribing')
    await priya.press('Show', 'What you can do')
    expect((await priya.last()).labels).toEqual(['All I can do'])
    const lost = await cascade.as('amara-okafor').ask('subscribtions please')
    expect(lost.title).toBe('I did not understand that')
    expect(lost.text).toContain('subscriptions')
  })

  test('the process tells how it is', async () => {
    expect((await fetch(`${cascade.url}/healthz`)).status).toBe(200)
    const ready = await fetch(`${cascade.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([
      200,
      {
        status: 'ready',
        checks: { database: true, disk: true, queue: true, accepting: true, web: true },
        bankHolidaysKnownUntil: '2027-12-31',
      },
    ])
    expect(await (await fetch(`${cascade.url}/metrics`)).text()).toMatch(
      /cascade_deliveries_total\{platform="web",outcome="sent"\} [1-9]/,
    )
  })
})
