/* oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call,
   typescript/no-unsafe-member-access, typescript/no-unsafe-return --
   plain browser JavaScript, run as it is: nothing in it has a type to check. */

// Runs before chat.js, which calls what is declared here.

/** An element with attributes; `text` becomes its text, never markup. */
function make(tag, { text, ...attributes } = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  if (text !== undefined) element.textContent = text
  element.append(...children)
  return element
}

/** Makes a search field that asks as one types: a WAI-ARIA combobox with a list. */
function makeCombobox(box) {
  const input = box.querySelector('[data-typed]')
  const chosen = box.querySelector('[data-chosen]')
  const { search: source, name, most } = box.dataset
  const listId = `${input.id}-list`
  const list = make('ul', { id: listId, role: 'listbox', class: 'cascade-options', hidden: '' })
  const status = make('p', { role: 'status', class: 'nhsuk-u-visually-hidden' })
  let options = []
  let active = -1
  let made = 0
  let timer = 0
  let asked = null

  list.setAttribute('aria-label', input.getAttribute('aria-label'))
  box.dataset.ready = ''
  box.querySelectorAll('[data-find], [data-found], [data-found-words]').forEach((part) => {
    part.remove()
  })
  // What is typed is only for looking; without a name it is not sent.
  input.removeAttribute('name')
  for (const [key, value] of Object.entries({
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
  }))
    input.setAttribute(key, value)
  input.parentElement.append(list)
  box.append(status)

  const ticked = () => [...chosen.querySelectorAll('input')].map((tick) => tick.value)

  function close() {
    list.hidden = true
    active = -1
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }

  function point(at) {
    active = at
    ;[...list.children].forEach((line, n) => line.setAttribute('aria-selected', String(n === at)))
    const line = list.children[at]
    input.setAttribute('aria-activedescendant', line.id)
    line.scrollIntoView({ block: 'nearest' })
  }

  function offer(found) {
    options = found.filter(({ value }) => !ticked().includes(value))
    list.replaceChildren(
      ...options.map(({ label, hint }, n) => {
        const line = make('li', { role: 'option', id: `${listId}-${n}`, 'aria-selected': 'false' })
        line.append(make('span', { text: label }))
        if (hint !== null) line.append(make('span', { text: hint, class: 'cascade-option__hint' }))
        return line
      }),
    )
    active = -1
    input.removeAttribute('aria-activedescendant')
    const any = options.length > 0
    list.hidden = !any
    input.setAttribute('aria-expanded', String(any))
    const results = options.length === 1 ? '1 result' : `${options.length} results`
    status.textContent = any ? `${results}. Choose with the up and down arrows.` : 'Nothing found.'
    if (!any) {
      list.replaceChildren(make('li', { class: 'cascade-options__none', text: 'Nothing found' }))
      list.hidden = false
    }
    // At the end of a form that scrolls, the list would begin below its edge.
    list.scrollIntoView({ block: 'nearest' })
  }

  async function look() {
    const typed = input.value.trim()
    asked?.abort()
    if (typed.length < 2) return close()
    asked = new AbortController()
    const query = new URLSearchParams({
      as: box.closest('[data-pane]').dataset.pane,
      source,
      q: typed,
    })
    try {
      const answer = await fetch(`/chat/suggest?${query}`, { signal: asked.signal })
      if (!answer.ok) throw new Error('refused')
      const found = (await answer.json()).options
      if (document.activeElement === input) offer(found)
    } catch (error) {
      if (error.name === 'AbortError') return undefined
      close()
      status.textContent = 'The search did not work. Try again.'
    }
    return undefined
  }

  function choose(at) {
    const { value, label } = options[at]
    if (Number(most) === 1) chosen.replaceChildren()
    if (ticked().length >= Number(most)) {
      status.textContent = `You can choose at most ${most}. Remove one first.`
      return
    }
    made += 1
    const id = `${input.id}-ticked-${made}`
    chosen.append(
      make(
        'div',
        { class: 'nhsuk-checkboxes__item' },
        make('input', {
          class: 'nhsuk-checkboxes__input',
          id,
          name,
          type: 'checkbox',
          value,
          checked: '',
        }),
        make('label', { class: 'nhsuk-label nhsuk-checkboxes__label', for: id, text: label }),
      ),
    )
    input.value = ''
    close()
    status.textContent = `${label} chosen.`
  }

  chosen.addEventListener('change', (event) => {
    if (event.target.checked) return
    const item = event.target.closest('.nhsuk-checkboxes__item')
    status.textContent = `${item.querySelector('label').textContent} removed.`
    item.remove()
    input.focus()
  })
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => void look(), 150)
  })
  input.addEventListener('blur', () => close())
  // The list takes a click before the input loses focus.
  list.addEventListener('mousedown', (event) => event.preventDefault())
  list.addEventListener('click', (event) => {
    const at = [...list.children].indexOf(event.target.closest('[role=option]'))
    if (at >= 0) choose(at)
  })
  input.addEventListener('keydown', (event) => {
    const open = !list.hidden && options.length > 0
    if (event.key === 'Escape' && !list.hidden) close()
    else if (event.key === 'Enter') {
      const only = options.length === 1 ? 0 : -1
      const at = active >= 0 ? active : only
      if (open && at >= 0) choose(at)
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!open) void look()
      else {
        const step = event.key === 'ArrowDown' ? 1 : -1
        point((Math.max(active, step > 0 ? -1 : 0) + step + options.length) % options.length)
      }
    } else return
    event.preventDefault()
  })
}

globalThis.makeCombobox = makeCombobox
