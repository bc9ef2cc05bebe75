import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriersOn, launchBrowser } from './support.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

test('a page with barriers has them told, and one without has none', async () => {
  const page = await browser.newPage()
  await page.setContent(
    '<!doctype html><html><title>x</title><body><main><img src="x.png"><button></button></main>',
  )
  const barriers = await barriersOn(page)
  expect(barriers.join('\n')).toMatch(/image-alt[^]*button-name|button-name[^]*image-alt/)
  await page.setContent(
    '<!doctype html><html lang="en"><title>Cascade</title><body><main><h1>Cascade</h1></main>',
  )
  expect(await barriersOn(page)).toEqual([])
  await page.close()
})
