import { html } from 'hono/html'
import { type Html, page } from '#src/pages/layout.ts'
import type { Account } from './inbox.ts'
import { aboutLine, inventedTag } from './person.ts'

export type StartPage = Readonly<{
  accounts: readonly Account[]
  token: () => Html
  /** A name that could not be used, with what is wrong with it. */
  refused: Readonly<{ name: string; error: string }> | null
}>

export const LOCAL_FOOTER =
  'Local chat, for trying Cascade out. It opens only on the machine that it runs on.'

/** Who are you? In the local chat, whoever you say. */
export function startPage({ accounts, token, refused }: StartPage): Html {
  return page({
    title: refused === null ? 'Local chat' : 'Error: Local chat',
    home: '/',
    footer: LOCAL_FOOTER,
    body: html`<h1 class="nhsuk-heading-xl cascade-start__title">Local chat</h1>
      <div class="nhsuk-card nhsuk-card--warning cascade-warning">
        <div class="nhsuk-card__heading-container">
          <h2 class="nhsuk-card__heading">
            <span role="text"
              ><span class="nhsuk-u-visually-hidden">Important: </span>For trying out only</span
            >
          </h2>
        </div>
        <div class="nhsuk-card__content">
          <p>
            There is no sign-in here. Whoever opens this page can act as anybody on it, so it opens
            only on this machine. Put nothing real about patients in it.
          </p>
        </div>
      </div>
      ${accounts.length === 0 ? '' : html`${whoAreYou(accounts)}${sideBySide(accounts)}`}
      <h2 class="nhsuk-heading-m">Somebody new</h2>
      <form method="post" action="/chat/open" novalidate>
        ${token()}
        <div class="nhsuk-form-group${refused === null ? '' : ' nhsuk-form-group--error'}">
          <label class="nhsuk-label" for="name">Name</label>${
            refused === null
              ? ''
              : html`<span class="nhsuk-error-message" id="name-error"
                  ><span class="nhsuk-u-visually-hidden">Error:</span> ${refused.error}</span
                >`
          }<input
            class="nhsuk-input nhsuk-input--width-20${refused === null ? '' : ' nhsuk-input--error'}"
            id="name"
            name="name"
            type="text"
            dir="auto"
            autocomplete="off"
            value="${refused?.name ?? ''}"
            ${refused === null ? '' : html` aria-describedby="name-error"`}
          />
        </div>
        <button class="nhsuk-button nhsuk-button--secondary" type="submit">
          Open as this person
        </button>
      </form>`,
  })
}

const whoAreYou = (accounts: readonly Account[]) =>
  html`<h2 class="nhsuk-heading-m" id="who">Who are you?</h2>
    <ul class="cascade-people" aria-labelledby="who">
      ${accounts.map(
        (account) =>
          html`<li class="cascade-person">
            <p class="cascade-person__name">
              <a href="/chat?as=${account.user}" dir="auto">${account.name}</a>
              ${inventedTag(account)}
            </p>
            ${aboutLine(account, 'cascade-person__about')}
          </li>`,
      )}
    </ul>`

function sideBySide(accounts: readonly Account[]): Html {
  if (accounts.length < 2) return html``
  const choice = (id: string, label: string, chosen: string | undefined) =>
    html`<div class="nhsuk-form-group">
      <label class="nhsuk-label" for="${id}">${label}</label
      ><select class="nhsuk-select cascade-select" id="${id}" name="${id}">
        ${accounts.map(
          ({ user, name }) =>
            html`<option value="${user}" ${user === chosen ? ' selected' : ''}>${name}</option>`,
        )}
      </select>
    </div>`
  return html`<h2 class="nhsuk-heading-m">Two people side by side</h2>
    <form class="cascade-two" method="get" action="/chat">
      ${choice('as', 'First person', accounts[0]?.user)}${choice('with', 'Second person', accounts[1]?.user)}<button
        class="nhsuk-button nhsuk-button--secondary"
        type="submit"
      >
        Open both
      </button>
    </form>`
}
