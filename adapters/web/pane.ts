import { html } from 'hono/html'
import { clockWords, dateWords, londonDay, londonTime } from '#src/kernel/london.ts'
import type { Html } from '#src/pages/layout.ts'
import type { Account, Entry } from './inbox.ts'
import type { OpenForm } from './open-forms.ts'
import { aboutLine, inventedTag } from './person.ts'
import { fieldId, listFields, renderErrors, renderForm } from './render-form.ts'
import { pressFormId, renderMessage } from './render.ts'
import { chatHref, paneHref, type View, viewQuery } from './view.ts'

export type Pane = Readonly<{
  view: View
  account: Account
  entries: readonly Entry[]
  /** Whether there is more before the first entry. */
  cut: boolean
  open: OpenForm | null
  replyingTo: Readonly<{ id: string; title: string }> | null
  /** What went wrong with the last thing this person did. */
  problem: string | null
  /** A text that could not be sent, to be sent again. */
  draft: string
  token: () => Html
  newId: () => string
}>

/** The element that should be in front of somebody after they acted. */
export function paneAnchor(user: string, open: OpenForm | undefined): string {
  if (open === undefined) return `#say-${user}`
  // After "Find", what was found: the last search is the last of them.
  const searched = [...open.found.keys()].at(-1)
  if (searched !== undefined) return `#${fieldId(`form-${user}`, searched)}`
  return open.form.fields.some((field) => field.error !== null)
    ? `#form-${user}--errors`
    : `#form-${user}`
}

/** One person's chat. */
export function renderPane(pane: Pane): Html {
  const { account, view } = pane
  const { user } = account
  return html`<section
    class="cascade-pane"
    id="pane-${user}"
    aria-labelledby="name-${user}"
    data-pane="${user}"
    data-src="${paneHref(view, user)}"
  >
    <header class="cascade-pane__head">
      <h2 class="cascade-pane__name" id="name-${user}" dir="auto">${account.name}</h2>
      ${inventedTag(account)}${aboutLine(account, 'cascade-pane__about')}
    </header>
    ${renderLog(pane)}
    <div class="cascade-pane__foot">
      ${
        pane.problem === null
          ? ''
          : html`<div class="cascade-problem" role="alert" tabindex="-1">
              <p>${pane.problem}</p>
            </div>`
      }${pane.open === null ? renderComposer(pane) : renderOpenForm(pane, pane.open)}
    </div>
  </section>`
}

function renderLog(pane: Pane): Html {
  const { account, entries, cut } = pane
  const titles = new Map(
    entries.flatMap((entry) =>
      entry.is === 'card' && entry.message !== null ? [[entry.id, entry.message.title]] : [],
    ),
  )
  const lines = entries.map((entry, at) => {
    const before = entries[at - 1]
    const day = londonDay(entry.at)
    const newDay = before === undefined || londonDay(before.at) !== day
    return html`${newDay ? html`<p class="cascade-day" id="day-${account.user}-${day}"><span>${dateWords(day)}</span></p>` : ''}${
      entry.is === 'card' ? renderCard(pane, entry) : renderTyped(entry, titles)
    }`
  })
  return html`<div
    class="cascade-scroll"
    id="scroll-${account.user}"
    tabindex="0"
    role="log"
    aria-live="polite"
    aria-label="Messages for ${account.name}"
  >
    <div class="cascade-log">
      ${
        cut
          ? html`<p class="cascade-small cascade-centre">Older messages are not shown here.</p>`
          : ''
      }${
        entries.length === 0
          ? html`<p class="cascade-empty">
              Nothing here yet. Type <strong>help</strong> below to begin.
            </p>`
          : lines
      }
    </div>
  </div>`
}

const clock = (at: Date) =>
  html`<time datetime="${at.toISOString()}">${clockWords(londonTime(at))}</time>`

function renderCard(pane: Pane, { id, at, message }: Extract<Entry, { is: 'card' }>): Html {
  const { view, account, newId } = pane
  if (message === null)
    return html`<article class="cascade-card" id="m-${id}">
      <p>This message can no longer be shown.</p>
    </article>`
  return html`<article
    class="cascade-card"
    id="m-${id}"
    aria-labelledby="title-${id}"
    tabindex="-1"
  >
    ${renderMessage(message, { id, newId })}
    <form id="${pressFormId(id)}" method="post" action="/chat/press" data-act>
      ${hidden(pane)}<input type="hidden" name="_on" value="${id}" />
    </form>
    <p class="cascade-card__foot">
      ${clock(at)}
      <a
        class="cascade-reply"
        href="${chatHref({ ...view, reply: id }, `#say-${account.user}`)}"
        data-view="${paneHref({ ...view, reply: id }, account.user)}"
        >Reply<span class="nhsuk-u-visually-hidden"> to: ${message.title}</span></a
      >
    </p>
  </article>`
}

function renderTyped(
  entry: Extract<Entry, { is: 'typed' }>,
  titles: ReadonlyMap<string, string>,
): Html {
  const about = entry.inReplyTo === null ? undefined : titles.get(entry.inReplyTo)
  return html`<div class="cascade-typed" id="m-${entry.id}">
    ${
      about === undefined
        ? ''
        : html`<p class="cascade-typed__about" dir="auto">Reply to: ${about}</p>`
    }
    <p>
      <span class="nhsuk-u-visually-hidden">You said: </span
      ><span class="cascade-text" dir="auto">${entry.text}</span>
    </p>
    <p class="cascade-typed__at">${clock(entry.at)}</p>
  </div>`
}

const hidden = ({ token, account, view }: Pane) =>
  html`${token()}<input type="hidden" name="_as" value="${account.user}" /><input
      type="hidden"
      name="_back"
      value="${viewQuery(view)}"
    />`

function renderComposer(pane: Pane): Html {
  const { account, view, replyingTo, draft, newId } = pane
  const { user } = account
  const without = { ...view, reply: null }
  return html`<form
    class="cascade-composer"
    method="post"
    action="/chat/say"
    data-act
    data-composer
  >
    ${hidden(pane)}<input type="hidden" name="_event" value="${newId()}" />${
      replyingTo === null
        ? ''
        : html`<p class="cascade-replying" id="replying-${user}">
            <input type="hidden" name="_on" value="${replyingTo.id}" /><span dir="auto"
              >Replying to: ${replyingTo.title}</span
            >
            <a href="${chatHref(without, `#say-${user}`)}" data-view="${paneHref(without, user)}"
              >Do not reply to it<span class="nhsuk-u-visually-hidden"
                >: ${replyingTo.title}</span
              ></a
            >
          </p>`
    }<label class="nhsuk-label cascade-composer__label" for="say-${user}"
      >Message Cascade<span class="nhsuk-u-visually-hidden"> as ${account.name}</span></label
    >
    <div class="nhsuk-hint cascade-composer__hint" id="say-${user}-hint">
      Type help to see what you can do
    </div>
    <div class="cascade-composer__line">
      <textarea
        class="nhsuk-textarea cascade-say"
        id="say-${user}"
        name="text"
        rows="1"
        dir="auto"
        autocomplete="off"
        aria-describedby="say-${user}-hint${replyingTo === null ? '' : ` replying-${user}`}"
        data-keep="say"
      >
${draft}</textarea
      ><button
        class="nhsuk-button nhsuk-button--small cascade-button"
        id="send-${user}"
        type="submit"
      >
        Send<span class="nhsuk-u-visually-hidden"> as ${account.name}</span>
      </button>
    </div>
  </form>`
}

function renderOpenForm(pane: Pane, { id, form, on, found }: OpenForm): Html {
  const { user } = pane.account
  const prefix = `form-${user}`
  const lists = listFields(form)
  // The first submit button is what Enter presses: it must send the form, not look something up.
  return html`<section
    class="cascade-form"
    id="ask-${id}"
    aria-labelledby="${prefix}"
    data-keep="${id}"
  >
    <h3
      class="nhsuk-heading-m"
      id="${prefix}"
      tabindex="-1"
      ${renderErrors(form, prefix) === null ? html` data-focus` : ''}
    >
      ${form.title}
    </h3>
    ${renderErrors(form, prefix) ?? ''}
    <form method="post" action="/chat/submit" novalidate data-act>
      ${hidden(pane)}<input type="hidden" name="_event" value="${id}" /><input
        type="hidden"
        name="_intent"
        value="${JSON.stringify(form.intent)}"
      /><input type="hidden" name="_lists" value="${lists.join(',')}" />${
        on === null ? '' : html`<input type="hidden" name="_on" value="${on}" />`
      }<button class="nhsuk-u-visually-hidden" type="submit" tabindex="-1" aria-hidden="true">
        ${form.submit}</button
      >${renderForm(form, { prefix, found })}
      <div class="cascade-actions">
        <button class="nhsuk-button nhsuk-button--small cascade-button" type="submit">
          ${form.submit}</button
        ><button
          class="nhsuk-button nhsuk-button--small nhsuk-button--secondary cascade-button"
          type="submit"
          formaction="/chat/cancel"
        >
          Cancel
        </button>
      </div>
    </form>
  </section>`
}
