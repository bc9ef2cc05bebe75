import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'

/** A file that pages ask for. Its address holds a hash of what is in it, so that browsers may keep it for ever. */
export type Asset = Readonly<{
  href: string
  type: string
  body: Uint8Array<ArrayBuffer>
  gzipped: Uint8Array<ArrayBuffer>
}>

const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

export function makeAsset(name: string, kind: keyof typeof TYPES, text: string): Asset {
  const body = new Uint8Array(Buffer.from(text))
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16)
  return {
    href: `/assets/${name}-${hash}.${kind}`,
    type: TYPES[kind],
    body,
    gzipped: new Uint8Array(gzipSync(body)),
  }
}

const { resolve } = createRequire(import.meta.url)

export const readAsset = (name: string, kind: keyof typeof TYPES, path: string): Asset =>
  makeAsset(name, kind, readFileSync(path, 'utf8'))

/** A file of an installed package, as "idiomorph/dist/idiomorph.min.js". */
export const packageFile = (path: string): string => resolve(path)

// Its web font comes from assets.nhs.uk: a page of ours asks nothing of anybody else, and Frutiger is licensed to NHS bodies.
const withoutWebFonts = (css: string) => css.replaceAll(/@font-face\s*\{[^}]*\}/g, '')

export const NHSUK_CSS = makeAsset(
  'nhsuk',
  'css',
  withoutWebFonts(
    readFileSync(packageFile('nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css'), 'utf8'),
  ),
)
export const CASCADE_CSS = readAsset('cascade', 'css', join(import.meta.dirname, 'cascade.css'))
export const CASCADE_ICON = readAsset('icon', 'svg', join(import.meta.dirname, 'icon.svg'))

/** What every page made by `page` asks for. */
export const PAGE_ASSETS: readonly Asset[] = [NHSUK_CSS, CASCADE_CSS, CASCADE_ICON]

export function assetRoutes(assets: readonly Asset[]): Hono {
  const routes = new Hono()
  for (const asset of assets) {
    routes.get(asset.href, (c) => {
      c.header('Content-Type', asset.type)
      c.header('Cache-Control', 'public, max-age=31536000, immutable')
      c.header('X-Content-Type-Options', 'nosniff')
      c.header('Vary', 'Accept-Encoding')
      if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(asset.body)
      c.header('Content-Encoding', 'gzip')
      return c.body(asset.gzipped)
    })
  }
  return routes
}

/** The addresses of what every page asks for. */
export const assets: Hono = assetRoutes(PAGE_ASSETS)
