import type { Page } from 'playwright-core'

/** What of a page does not fit its window, one line for each: cut off, sticking out, or too small to press. */
export const misfits = async (page: Page): Promise<readonly string[]> => page.evaluate(MISFITS)

/** The same, where a lower target may stand that has 24 px to itself (WCAG 2.5.8, spacing). */
export const misfitsButLoneLinks = async (page: Page): Promise<readonly string[]> =>
  (await misfits(page)).filter((line) => !line.startsWith('lone '))

const MISFITS = `(() => {
  const found = []
  const say = (element) => {
    const words = (element.getAttribute('aria-label') ?? element.textContent).replaceAll(/\\s+/g, ' ').trim()
    return element.tagName.toLowerCase() + '.' + element.getAttribute('class') + ' “' + words.slice(0, 40) + '”'
  }
  const forEyes = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.closest('.nhsuk-u-visually-hidden, .nhsuk-skip-link, .cascade-composer__label, svg *, option') === null
  const wide = document.documentElement
  if (wide.scrollWidth > wide.clientWidth)
    found.push('The document is ' + (wide.scrollWidth - wide.clientWidth) + ' px too wide')
  // A table may scroll by itself, in a box that a keyboard reaches.
  const scrolls = (element) => element.closest('[tabindex="0"]:not([role=log])') !== null
  for (const element of document.body.querySelectorAll('*')) {
    if (!forEyes(element)) continue
    const box = element.getBoundingClientRect()
    if (!scrolls(element) && (box.left < -0.5 || box.right > innerWidth + 0.5))
      found.push('sticks out: ' + say(element))
    const { overflowX, overflowY } = getComputedStyle(element)
    if (overflowX !== 'visible' && !scrolls(element) && element.scrollWidth > element.clientWidth + 1)
      found.push('cut off: ' + say(element))
    if (overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1)
      found.push('cut off below: ' + say(element))
  }
  const TARGETS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=option]'
  const alone = (target, box) => [...document.body.querySelectorAll(TARGETS)].every((other) => {
    const near = other.getBoundingClientRect()
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
    return other === target || near.width === 0 ||
      Math.hypot(Math.max(near.left - x, 0, x - near.right), Math.max(near.top - y, 0, y - near.bottom)) >= 12
  })
  for (const target of document.body.querySelectorAll(TARGETS)) {
    // A hidden first button is what Enter presses.
    const style = getComputedStyle(target)
    if (target.closest('.nhsuk-u-visually-hidden, .nhsuk-skip-link') !== null) continue
    // A link in a sentence is as high as the sentence.
    if (style.display === 'inline' && target.closest('p, li, dd, td') !== null && target.matches('a')
      && target.closest('p, li, dd, td').textContent.trim() !== target.textContent.trim()) continue
    const box = target.getBoundingClientRect()
    if (box.width === 0 && box.height === 0) continue
    if (box.width < 24 || box.height < 24)
      found.push((alone(target, box) ? 'lone ' : '') + 'small (' + Math.round(box.width) + ' × ' + Math.round(box.height) + '): ' + say(target))
  }
  return [...new Set(found)]
})()`
