/* oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call,
   typescript/no-unsafe-member-access, typescript/no-unsafe-return --
   plain browser JavaScript, run as it is: nothing in it has a type to check. */

// The chat without reloading: posts are sent from here, the pane that comes back is morphed into place, and
// other people's panes follow by themselves. Everything works without this file too.

const chat = document.querySelector('[data-events]')
const paneOf = (node) => node.closest('[data-pane]')
const panes = () => [...chat.querySelectorAll('[data-pane]')]
const formOf = (pane) => pane.querySelector('.cascade-form')

// One thing at a time in each pane: an older answer must not be drawn over a newer one.
const queues = new Map()
function inTurn(pane, task) {
  const name = pane.dataset.pane
  const turn = (queues.get(name) ?? Promise.resolve()).then(task, task)
  queues.set(name, turn)
  return turn
}

function draw(pane, markup) {
  const fresh = new DOMParser().parseFromString(markup, 'text/html').querySelector('[data-pane]')
  if (fresh === null) return
  const [open, next] = [formOf(pane), formOf(fresh)]
  // Another form is never poured into the elements of the one before it.
  if (open !== null && open.dataset.keep !== next?.dataset.keep) open.remove()
  Idiomorph.morph(pane, fresh, {
    callbacks: {
      beforeNodeRemoved: (old) => old.className !== 'cascade-new',
      // What somebody is in the middle of typing stays as it is.
      beforeNodeMorphed: (old, now) =>
        !(old.dataset?.keep !== undefined && old.dataset.keep === now.dataset?.keep),
    },
  })
  pane.querySelectorAll('[data-search]:not([data-ready])').forEach(makeCombobox)
}

function complain(pane, text) {
  pane.querySelector('.cascade-problem')?.remove()
  const words = make('p', { text })
  pane
    .querySelector('.cascade-pane__foot')
    .prepend(make('div', { class: 'cascade-problem', role: 'alert', tabindex: '-1' }, words))
}

/** Our own pages for what is refused have one heading and one sentence. */
function sentenceOf(markup) {
  const main = new DOMParser().parseFromString(markup, 'text/html').querySelector('main')
  const parts = main === null ? [] : [...main.querySelectorAll('h1, h1 + p')]
  return parts.length === 0
    ? 'Something went wrong. Load the page again.'
    : parts.map((part) => part.textContent.trim().replace(/\.?$/, '.')).join(' ')
}

async function refresh(pane) {
  const answer = await fetch(pane.dataset.src).catch(() => null)
  if (answer?.ok !== true) return
  const markup = await answer.text()
  const before = lineIds(pane)
  const log = logOf(pane)
  const follows = followsNew(log)
  draw(pane, markup)
  const added = addedSince(pane, before)
  if (follows) reveal(pane, added)
  else offerNew(pane, added)
}

const logOf = (pane) => pane.querySelector('.cascade-scroll')
/** In a low window the messages are as long as the page, and only the page scrolls. */
const scrolls = (log) => getComputedStyle(log).overflowY !== 'visible'

/** How far each chat was scrolled by us: one that stands elsewhere was scrolled by its reader. */
const placed = new WeakMap()

/** Somebody who reads further up is left there; somebody at the end sees what comes. */
function followsNew(log) {
  const below =
    log.firstElementChild.getBoundingClientRect().bottom - log.getBoundingClientRect().bottom
  return scrolls(log) && (below < 80 || placed.get(log) === log.scrollTop)
}

/** Brings new lines into view: all of them where they fit, else from the first of them on. */
function reveal(pane, added) {
  const [first, last] = [added[0], added.at(-1)]
  if (first === undefined) return
  const log = logOf(pane)
  const [top, bottom] = [first.getBoundingClientRect().top, last.getBoundingClientRect().bottom]
  if (scrolls(log)) {
    const box = log.getBoundingClientRect()
    log.scrollTop += bottom - top > box.height - 24 ? top - box.top - 12 : bottom - box.bottom + 16
    placed.set(log, log.scrollTop)
  } else last.scrollIntoView({ block: 'nearest' })
  pane.querySelector('.cascade-new')?.remove()
}

/** Says to somebody who reads further up that there is more, and takes them there. */
function offerNew(pane, added) {
  if (added.length === 0) return
  const old = pane.querySelector('.cascade-new')
  const first = old?.dataset.first ?? added[0].id
  const button = make('button', { type: 'button', class: 'cascade-new__button' })
  button.textContent = 'New message below'
  const offer = make('div', { class: 'cascade-new', 'data-first': first }, button)
  button.addEventListener('click', () => {
    const from = lines(pane).findIndex((line) => line.id === first)
    const unseen = lines(pane).slice(from)
    reveal(pane, unseen)
    unseen.find((line) => line.matches('article'))?.focus({ preventScroll: true })
  })
  old?.remove()
  pane.querySelector('.cascade-pane__foot').before(offer)
}

const later = new Set()
function refreshSoon(pane) {
  if (later.has(pane)) return
  later.add(pane)
  void inTurn(pane, () => {
    later.delete(pane)
    return refresh(pane)
  })
}

const sending = new Set()
async function send(form, submitter) {
  const pane = paneOf(form)
  // A second press while the first is on its way is the same press.
  if (sending.has(pane)) return
  sending.add(pane)
  pane.setAttribute('aria-busy', 'true')
  const to = submitter?.getAttribute('formaction') ?? form.getAttribute('action')
  const body = new URLSearchParams(new FormData(form, submitter))
  await inTurn(pane, async () => {
    const before = {
      form: formOf(pane)?.dataset.keep,
      lines: lineIds(pane),
      card: submitter?.closest('article'),
    }
    const answer = await fetch(to, {
      method: 'POST',
      body,
      headers: { 'X-Cascade-Pane': '1' },
    }).catch(() => null)
    if (answer === null) {
      complain(pane, 'Cascade cannot be reached. What you typed is still here. Try again.')
      return
    }
    const markup = await answer.text()
    if (!answer.headers.has('X-Cascade-Pane')) {
      complain(pane, sentenceOf(markup))
      return
    }
    if (!markup.includes('cascade-problem') && form.matches('[data-composer]'))
      form.querySelector('[data-keep="say"]').value = ''
    draw(pane, markup)
    lookAt(pane, before)
  })
  sending.delete(pane)
  pane.removeAttribute('aria-busy')
}

const lines = (pane) => [...pane.querySelectorAll('.cascade-log > [id]')]
const lineIds = (pane) => new Set(lines(pane).map((line) => line.id))
const addedSince = (pane, before) => lines(pane).filter((line) => !before.has(line.id))

/** After one's own action, focus goes to what it opened, and the newest message comes into view. */
function lookAt(pane, before) {
  const form = formOf(pane)
  const added = addedSince(pane, before.lines)
  reveal(pane, added)
  if (form !== null && form.dataset.keep !== before.form)
    (form.querySelector('[data-focus]') ?? form).focus()
  // What went wrong stands above a form that may be scrolled far down.
  else if (form !== null) pane.querySelector('.cascade-problem')?.focus()
  else if (before.form !== undefined) pane.querySelector('.cascade-say').focus()
  else if (document.activeElement === document.body || document.activeElement === null) {
    // The pressed button is gone: stay at its card.
    const card = added.at(-1) ?? before.card
    if (card?.isConnected === true) card.focus({ preventScroll: true })
  }
}

document.addEventListener('submit', (event) => {
  if (!event.target.matches('[data-act]')) return
  event.preventDefault()
  void send(event.target, event.submitter)
})

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-view]')
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const pane = paneOf(link)
  pane.dataset.src = link.dataset.view
  void inTurn(pane, () => refresh(pane)).then(() => pane.querySelector('.cascade-say')?.focus())
})

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  if (!event.target.matches('.cascade-say')) return
  event.preventDefault()
  event.target.form.requestSubmit()
})

// Whoever scrolls down to what is new has no more need to be told of it.
document.addEventListener(
  'scroll',
  ({ target }) => {
    if (!target.matches?.('.cascade-scroll')) return
    const { bottom } = target.firstElementChild.getBoundingClientRect()
    if (bottom - target.getBoundingClientRect().bottom < 80)
      paneOf(target).querySelector('.cascade-new')?.remove()
  },
  { capture: true, passive: true },
)

let source = null

function listen() {
  source?.close()
  source = new EventSource(chat.dataset.events)
  source.addEventListener('changed', ({ data }) => {
    panes()
      .filter((pane) => pane.dataset.pane === data)
      .forEach(refreshSoon)
  })
  source.addEventListener('open', () => {
    // Whatever came while the line was down, or between the page and its line.
    panes().forEach(refreshSoon)
  })
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000)
  })
}

// A browser opens only six lines to one place: a window that nobody looks at gives its own back.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) source?.close()
  else listen()
})

document.documentElement.classList.add('cascade-js')
chat.querySelectorAll('[data-search]').forEach(makeCombobox)
// A chat opens at its newest message: at the title of it, where that is longer than the window.
panes().forEach((pane) => reveal(pane, lines(pane).slice(-1)))
listen()
