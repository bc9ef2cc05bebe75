import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { dump, keptLog, rawChat, settled, tablesWith } from '#test/support/raw-chat.ts'
import { find, textOf } from '#test/support/served-html.ts'

/** What nobody may send, and what is to be found nowhere afterwards, however it was spaced. All of it is invented. */
const NHS_ANYHOW = '999[^0-9a-z]{0,3}000[^0-9a-z]{0,3}1375'
const PREVENTED = [
  '999 000 1375',
  '9990001375',
  '999-000-1375',
  '９９９0001375',
  '9\u200B99 000 1375',
  'pt9990001375dob',
  'Mrs Elsie Wainthrope DOB 3/4/51',
  'Wainthrope, Elsie 03/04/1951',
]
const ASKED = ['Mrs W has PMB, scan 6mm, zz-planted', '67F PMB zz-planted', 'dob 3/4/51 zz-planted']
const ANYWHERE = `${NHS_ANYHOW}|wainthrope|zz-planted|3/4/51|03/04/1951`
/** Capitals and small letters, and digits of every script, as the database compares them. */
const found = (text: string) => new RegExp(ANYWHERE, 'i').test(text.normalize('NFKC'))

describe.each(oneDatabase())(
  'what may be about a patient, in the local chat on $name',
  ({ open }) => {
    const { log, errors, lines } = keptLog()
    let cascade: Cascade
    const raw = (user: string) => rawChat(cascade.url, cascade.database, user)

    beforeAll(async () => {
      cascade = await startCascade(await open(), { log })
      await settled(cascade.database)
    })
    afterAll(async () => {
      await cascade.stop()
      await cascade.database.close()
    })

    /** What people can change; how far the demonstration's own messages have got moves by itself. */
    const kept = async () => {
      const { rows } = await cascade.database.pool.query(
        'select id, content from broadcasts order by id',
      )
      return { ...(await dump(cascade.database)), broadcasts: rows, deliveries: '' }
    }
    /** What somebody who thinks better of it does with an open form. */
    const cancel = async (user: string) => {
      const page = await cascade.as(user).open(`/chat?as=${user}`)
      const event = find(page, ({ attributes }) => attributes['name'] === '_event')
      await (await raw(user)).post('cancel', '', { _event: event?.attributes['value'] ?? '' })
    }

    const audit = async (action: string) =>
      (
        await cascade.database.pool.query<{ subject: string }>(
          'select subject from audit where action = $1 order by id',
          [action],
        )
      ).rows.map(({ subject }) => subject.replace(/^event:[^:]*:/, ''))

    test('is nowhere after it was refused in every box and line there is', async () => {
      const before = await kept()
      const [amara, priya, new_] = [
        await raw('amara-okafor'),
        await raw('priya-raman'),
        await raw('rhiannon-lloyd'),
      ]
      const shownTo = async (user: string) =>
        [...((await cascade.as(user).form())?.errors ?? [])].join(' ')
      for (const typed of [...PREVENTED, ...ASKED]) {
        const sentence = PREVENTED.includes(typed)
          ? /I saw .*: nothing about a patient may be written here/
          : /This may be about a patient: I saw/
        for (const text of [
          typed,
          `reply 24 About ${typed}`,
          `ask 24 ${typed}?`,
          `follow ${typed}`,
        ])
          expect((await amara.say(text)).title, text).toMatch(
            /^That (looks like it (has an NHS number in it|names a patient)|may be about a patient)$/,
          )
        const boxes: readonly (readonly [
          who: typeof amara,
          user: string,
          intent: unknown,
          values: Readonly<Record<string, string>>,
        ])[] = [
          ...['title', 'summary', 'actions', 'contact', 'sourceName'].map(
            (box) =>
              [
                priya,
                'priya-raman',
                { do: 'save-draft', with: { kind: 'announcement' } },
                { title: 'Rota', summary: 'On Monday', organisation: 'U00000', [box]: typed },
              ] as const,
          ),
          [
            priya,
            'priya-raman',
            { do: 'save-edit', with: { broadcast: '27' } },
            { summary: typed },
          ],
          [priya, 'priya-raman', { do: 'submit-invite', with: {} }, { email: typed }],
          [
            amara,
            'amara-okafor',
            { do: 'submit-question', with: { broadcast: '24' } },
            { text: typed },
          ],
          [
            amara,
            'amara-okafor',
            { do: 'save-details', with: {} },
            { name: typed, gmc: '0000098' },
          ],
          [
            new_,
            'rhiannon-lloyd',
            { do: 'submit-join', with: {} },
            { name: typed, gmc: '0000098' },
          ],
        ]
        for (const [who, user, intent, values] of boxes) {
          const said = `${JSON.stringify(intent)} ${JSON.stringify(values)}`
          expect((await who.submit(intent, values, ['organisation'])).title, said).toBeNull()
          expect(await shownTo(user), said).toMatch(sentence)
        }
        // Where there is no form to show again, a card says it.
        for (const intent of ['submit-interest', 'submit-reply', 'submit-answer', 'no-such-form'])
          expect(
            (
              await amara.submit(
                { do: intent, with: { broadcast: '24', reply: '1' } },
                { text: typed },
              )
            ).title,
            intent,
          ).toMatch(/^That /)
        for (const args of [{ organisation: typed, specialty: '' }, { broadcast: typed }])
          await amara.press({ do: 'follow', with: args })
        await fetch(
          `${cascade.url}/chat/suggest?as=amara-okafor&source=organisations&q=${encodeURIComponent(typed)}`,
        )
        const named = await amara.post('open', '', { name: typed })
        expect(named.status, typed).toBe(422)
        expect(named.text).toContain('Enter a name and nothing else')
      }
      await settled(cascade.database)
      expect(await kept()).toEqual(before)
      expect(await tablesWith(cascade.database, `(?i)${ANYWHERE}`)).toEqual([])
      expect(lines.filter(found)).toEqual([])
      expect(
        lines.filter((line) => line.includes('patient-data.prevented')).length,
      ).toBeGreaterThan(50)
      expect(errors).toEqual([])
    })

    test('comes back in its form with a tick, which counts for one sending', async () => {
      const priya = cascade.as('priya-raman')
      await cancel('priya-raman')
      await priya.say('compose announcement')
      const typed = { title: 'Who sees these', summary: 'A 67 year old man with a FIT of 8 asked.' }
      await priya.fill({ ...typed, organisation: ['U00000'] })
      const shown = await priya.form()
      expect(shown?.errors).toEqual(
        [
          'Error: This may be about a patient: I saw one person’s age. Take it out, or tick the box at the end if it is not about a patient',
        ].map((one) => one.replace('Error: ', '')),
      )
      expect(shown?.text).toContain('It is not about a patient')
      expect(shown?.text).toContain(typed.summary)
      // Without the tick it comes back again; with it, it is saved.
      await priya.fill({})
      expect((await priya.form())?.errors).toHaveLength(1)
      await priya.fill({ notAboutPatient: 'yes' })
      expect(await priya.form()).toBeNull()
      await priya.card(typed.title, 'FIT of 8')
      expect(await audit('patient-data.confirmed')).toContain('age')
      await priya.say('compose announcement')
      await priya.fill({ ...typed, title: 'Another', organisation: ['U00000'] })
      expect((await priya.form())?.errors).toHaveLength(1)
    })

    test('that surely names one has no tick, and ticking one anyhow does not help', async () => {
      const amara = await raw('amara-okafor')
      const question = { do: 'submit-question', with: { broadcast: '24' } }
      const values = { text: 'Is 999 000 1375 on your list?', notAboutPatient: 'yes' }
      expect((await amara.submit(question, values)).title).toBeNull()
      const shown = await cascade.as('amara-okafor').form()
      expect(shown?.text).not.toContain('It is not about a patient')
      expect(shown?.errors).toEqual([
        'I saw an NHS number. Take it out: nothing about a patient may be written here',
      ])
    })

    test('as a line stays in the box it was typed in, and is sent once it says what it is not', async () => {
      const amara = await raw('amara-okafor')
      await cancel('amara-okafor')
      const line = 'ask 24 would a 71 year old man with a FIT of 9 qualify?'
      const answered = await amara.say(line)
      expect(answered.title).toBe('That may be about a patient')
      expect(answered.status).toBe(422)
      expect(answered.text).toContain(`${line}</textarea`)
      const page = await cascade.as('amara-okafor').open('/chat?as=amara-okafor')
      expect(textOf(find(page, ({ tag }) => tag === 'body') ?? page)).not.toContain('71 year old')
      expect(await tablesWith(cascade.database, '71 year old')).toEqual([])
      const sent = await amara.say(`${line} (Not about a patient.)`)
      expect(sent.status).toBe(303)
      const { rows } = await cascade.database.pool.query(
        'select body from replies order by id desc limit 1',
      )
      expect(rows).toEqual([{ body: 'would a 71 year old man with a FIT of 9 qualify?' }])
      expect((await audit('patient-data.confirmed')).at(-1)).toBe('age')
      const worse = await amara.say('ask 24 what of 999 000 1375? not about a patient')
      expect(worse.title).toBe('That looks like it has an NHS number in it')
    })

    test('is told from the postcodes and phones of the area’s own practices', async () => {
      const amara = await raw('amara-okafor')
      for (const text of [
        'ask 24 Should pts ring 01823 331381 or go to TA1 1NW?',
        'ask 24 Mrs Hughes says TA1 1NW',
      ])
        expect((await amara.say(text)).title, text).toMatch(/^Question \d+ is with/)
      expect((await amara.say('ask 24 Mrs Hughes says TA98 9ZZ')).title).toBe(
        'That may be about a patient',
      )
    })
  },
)
