import { html } from 'hono/html'
import type { Html } from '#src/pages/layout.ts'
import { count } from '#src/kernel/words.ts'
import {
  axisWords,
  type BucketSize,
  type Bucket,
  SIZE_WORDS,
  type Timeline,
} from './time-buckets.ts'

/** Drawn in these units and scaled by the browser; colours are classes, since the page allows no inline style. */
const WIDTH = 720
const HEIGHT = 260
const LEFT = 52
const RIGHT = 8
const TOP = 24
const BOTTOM = 52
const PLOT_WIDTH = WIDTH - LEFT - RIGHT
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM
const WIDEST_BAR = 56
/** The narrowest place for a label, so that neighbours never touch. */
const LABEL_WIDTH = 40

/** Steps of 1, 2 or 5 and their tens: at most four above nothing. */
export function gridLines(most: number): readonly number[] {
  const rough = Math.max(1, most) / 4
  const tens = 10 ** Math.floor(Math.log10(Math.max(1, rough)))
  const step = [1, 2, 5, 10].map((n) => n * tens).find((n) => n >= rough) ?? 10 * tens
  const lines = Math.max(1, Math.ceil(most / step))
  return Array.from({ length: lines + 1 }, (_, i) => i * step)
}

const round = (n: number) => Math.round(n * 10) / 10

/** How many answered in each stretch of time, as bars. The table beside it holds the same numbers. */
export function answersChart({ size, buckets }: Timeline): Html {
  const most = Math.max(1, ...buckets.map(({ n }) => n))
  const lines = gridLines(most)
  const top = lines.at(-1) ?? most
  const slot = PLOT_WIDTH / Math.max(1, buckets.length)
  const bar = Math.min(WIDEST_BAR, slot * 0.72)
  const y = (n: number) => round(TOP + PLOT_HEIGHT * (1 - n / top))
  const every = Math.max(1, Math.ceil(LABEL_WIDTH / slot))
  return html`<svg
    class="cascade-chart"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-labelledby="chart-title chart-text"
  >
    <title id="chart-title">Answers in each ${SIZE_WORDS[size]}</title>
    <desc id="chart-text">${description(size, buckets, most)}</desc>
    ${lines.map(
      (n) =>
        html`<line
            class="cascade-chart__line"
            x1="${LEFT}"
            x2="${WIDTH - RIGHT}"
            y1="${y(n)}"
            y2="${y(n)}"
          />
          <text class="cascade-chart__text" x="${LEFT - 8}" y="${y(n) + 5}" text-anchor="end">
            ${n.toLocaleString('en-GB')}
          </text>`,
    )}
    ${buckets.map((bucket, i) => {
      const middle = round(LEFT + slot * (i + 0.5))
      const [upper, lower] =
        i % every === 0 ? axisWords(size, bucket, buckets[i - every]) : ['', '']
      return html`${
        bucket.n === 0
          ? ''
          : html`<rect
                class="cascade-chart__bar"
                x="${round(middle - bar / 2)}"
                y="${y(bucket.n)}"
                width="${round(bar)}"
                height="${round(TOP + PLOT_HEIGHT - y(bucket.n))}"
              />
              ${slot < LABEL_WIDTH / 2 ? '' : label(middle, y(bucket.n) - 6, bucket.n.toLocaleString('en-GB'), true)}`
      }
      ${label(middle, HEIGHT - BOTTOM + 20, upper)}${label(middle, HEIGHT - BOTTOM + 40, lower, true)}`
    })}
    <line
      class="cascade-chart__base"
      x1="${LEFT}"
      x2="${WIDTH - RIGHT}"
      y1="${TOP + PLOT_HEIGHT}"
      y2="${TOP + PLOT_HEIGHT}"
    />
  </svg>`
}

const label = (x: number, y: number, words: string, strong = false) =>
  words === ''
    ? ''
    : html`<text
        class="cascade-chart__text${strong ? ' cascade-chart__text--strong' : ''}"
        x="${x}"
        y="${y}"
        text-anchor="middle"
      >
        ${words}
      </text>`

function description(size: BucketSize, buckets: readonly Bucket[], most: number): string {
  const all = buckets.at(-1)?.soFar ?? 0
  return `${count(all, 'answer')} in all, at most ${most.toLocaleString('en-GB')} in one ${size === 'three-hours' ? 'stretch of 3 hours' : SIZE_WORDS[size]}. The table after the chart has every number.`
}

export type Share = Readonly<{ kind: string; n: number }>

/** One bar that is everybody, cut into shares. Only an echo of the figures beside it, so it is hidden from those who hear the page. */
export function shareBar(shares: readonly Share[]): Html {
  const whole = shares.reduce((sum, { n }) => sum + n, 0)
  let x = 0
  return html`<svg
    class="cascade-shares"
    viewBox="0 0 1000 20"
    preserveAspectRatio="none"
    aria-hidden="true"
    focusable="false"
  >
    ${shares.map(({ kind, n }) => {
      const width = whole === 0 ? 0 : round((1000 * n) / whole)
      const from = x
      x = round(x + width)
      return width === 0
        ? ''
        : html`<rect
            class="cascade-shares__${kind}"
            x="${from}"
            y="0"
            width="${width}"
            height="20"
          />`
    })}
  </svg>`
}
