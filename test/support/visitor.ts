import { setTimeout as wait } from 'node:timers/promises'
import { type Element, find, parseHtml, posted, textOf, within } from './served-html.ts'

/** A card as it stands in somebody's chat. `labels` are its buttons. */
export type Card = Readonly<{ id: string; title: string; text: string; labels: readonly string[] }>

export type FormShown = Readonly<{ title: string; text: string; errors: readonly string[] }>

const squeeze = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

const hidden = (element: Element) => /visually-hidden/.test(element.attributes['class'] ?? '')

/** What somebody who sees the screen reads: without the words that are there for screen readers alone. */
const seen = (element: Element): string =>
  element.children
    .map((child) => (typeof child === 'string' ? child : hidden(child) ? '' : seen(child)))
    .join('')

const named = (root: Element, name: string, value: string) =>
  find(root, ({ attributes }) => attributes[name] === value)

function there<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`The page shows no ${what}`)
  return found
}

/** One person in a browser without JavaScript: reads the served chat and posts its forms, over HTTP and nothing else. */
export function visitor(base: string, user: string) {
  const open = async (path: string): Promise<Element> => {
    const response = await fetch(`${base}${path}`)
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
    return parseHtml(await response.text())
  }
  const chat = async () => open(`/chat?as=${user}`)

  const post = async (
    root: Element,
    form: Element,
    changes: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<Response> =>
    fetch(`${base}${form.attributes['action'] ?? ''}`, {
      method: 'POST',
      body: posted(root, form, changes),
      headers: { origin: base },
      redirect: 'manual',
    })

  const send = async (...args: Parameters<typeof post>): Promise<void> => {
    const { status } = await post(...args)
    if (status !== 303) throw new Error(`A form of the page was answered with ${status}`)
  }

  const articles = (root: Element) => [...within(root)].filter(({ tag }) => tag === 'article')
  const titleOf = (card: Element) => {
    const title = find(card, ({ tag }) => tag === 'h3')
    return title === undefined ? '' : squeeze(textOf(title))
  }
  const buttonsOf = (card: Element) => [...within(card)].filter(({ tag }) => tag === 'button')

  const cardOf = (card: Element): Card => ({
    id: card.attributes['id'] ?? '',
    title: titleOf(card),
    text: squeeze(seen(card)),
    labels: buttonsOf(card).map((button) => squeeze(seen(button))),
  })
  const isTyped = ({ attributes }: Element) => attributes['class'] === 'cascade-typed'

  const cards = async (): Promise<readonly Card[]> => articles(await chat()).map(cardOf)

  const formIn = (root: Element) =>
    find(root, ({ tag, attributes }) => tag === 'form' && attributes['action'] === '/chat/submit')

  /** The newest card whose title begins so and that has such a button. */
  const button = (root: Element, label: string, title: string) => {
    for (const card of articles(root).toReversed()) {
      if (!titleOf(card).startsWith(title)) continue
      const found = buttonsOf(card).find((one) => squeeze(seen(one)).startsWith(label))
      if (found !== undefined) return found
    }
    return undefined
  }

  const say = async (text: string): Promise<void> => {
    const root = await chat()
    await send(root, there(named(root, 'action', '/chat/say'), 'box to type in'), { text })
  }

  return {
    user,
    open,
    cards,
    /** The newest card. */
    last: async (): Promise<Card> => there((await cards()).at(-1), 'card'),
    /** The newest card with such a title; waits for it, since what goes through the queue takes a moment. */
    async card(title: string, text = ''): Promise<Card> {
      for (let i = 0; i < 900; i += 1) {
        const found = (await cards())
          .toReversed()
          .find((one) => one.title.startsWith(title) && one.text.includes(text))
        if (found !== undefined) return found
        await wait(100)
      }
      throw new Error(
        `No card “${title}” with “${text}” came to ${user}. There are: ${(await cards()).map((one) => one.title).join(' | ')}`,
      )
    },
    say,
    /** Types a command and reads what answers it, which stands right under it; a notice may come at any moment after. */
    async ask(text: string): Promise<Card> {
      await say(text)
      const lines = [...within(await chat())].filter(
        (element) => element.tag === 'article' || isTyped(element),
      )
      return cardOf(there(lines[lines.findLastIndex(isTyped) + 1], `answer to “${text}”`))
    },
    async press(label: string, title = ''): Promise<void> {
      const root = await chat()
      const pressed = there(button(root, label, title), `button “${label}” on a card “${title}”`)
      const form = there(named(root, 'id', pressed.attributes['form'] ?? ''), 'form of that button')
      const value = pressed.attributes['value'] ?? ''
      await send(root, form, { _press: value })
      const opened = formIn(root) === undefined && formIn(await chat()) !== undefined
      // On Teams it costs another tap where the button does not say so beforehand.
      if (opened && !value.includes('"opens":"form"'))
        throw new Error(`“${label}” opened a form, and its intent is no formIntent`)
    },
    /** Posts the press with its hidden fields changed, as somebody who tampers would; answers with the response. */
    async tamper(
      label: string,
      title: string,
      changes: Readonly<Record<string, string>>,
    ): Promise<Response> {
      const root = await chat()
      const pressed = there(button(root, label, title), `button “${label}”`)
      const form = there(named(root, 'id', pressed.attributes['form'] ?? ''), 'form of that button')
      return post(root, form, { _press: pressed.attributes['value'] ?? '', ...changes })
    },
    /** The value that a button posts, for pressing it as somebody else. */
    async pressed(label: string, title: string): Promise<string> {
      return (
        there(button(await chat(), label, title), `button “${label}”`).attributes['value'] ?? ''
      )
    },
    async form(): Promise<FormShown | null> {
      const root = await chat()
      const form = formIn(root)
      if (form === undefined) return null
      const section = find(root, (element) => element.children.includes(form)) ?? form
      const errors = [...within(section)]
        .filter(({ attributes }) => /nhsuk-error-message/.test(attributes['class'] ?? ''))
        .map((error) => squeeze(seen(error)))
      return { title: titleOf(section), text: squeeze(seen(section)), errors }
    },
    /** Fills in the open form and sends it; a field that is not named stays as shown. */
    async fill(values: Readonly<Record<string, string | readonly string[]>>): Promise<void> {
      const root = await chat()
      await send(root, there(formIn(root), 'open form'), values)
    },
    /** Types in reply to the newest card with such a title. */
    async reply(title: string, text: string): Promise<void> {
      const root = await chat()
      const card = there(
        articles(root).findLast((one) => titleOf(one).startsWith(title)),
        `card “${title}”`,
      )
      const link = there(named(card, 'class', 'cascade-reply'), 'way to reply')
      const replying = await open(link.attributes['href'] ?? '')
      await send(replying, there(named(replying, 'action', '/chat/say'), 'box to type in'), {
        text,
      })
    },
  }
}

export type Visitor = ReturnType<typeof visitor>
