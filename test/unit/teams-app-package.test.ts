import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  filledManifest,
  makePackage,
  PackageParts,
} from '#adapters/teams/appPackage/app-package.ts'
import { isWholeCommand } from '#src/app/commands.ts'
import { commands } from './all-commands.ts'

/** What is uploaded to Teams. */
const PARTS: PackageParts = {
  appId: '11111111-2222-4333-8444-555555555555',
  publicUrl: 'https://cascade.example.nhs.uk',
  organisation: 'A "training" hub',
  website: 'https://hub.example.nhs.uk/',
  privacy: 'https://hub.example.nhs.uk/privacy',
  terms: 'https://hub.example.nhs.uk/terms',
}

const Manifest = z.looseObject({
  id: z.string(),
  validDomains: z.array(z.string()),
  developer: z.looseObject({ name: z.string() }),
  bots: z.tuple([
    z.looseObject({
      botId: z.string(),
      scopes: z.array(z.string()),
      isNotificationOnly: z.boolean(),
      supportsFiles: z.boolean(),
      commandLists: z.array(
        z.object({
          scopes: z.array(z.string()),
          commands: z.array(z.object({ title: z.string(), description: z.string() })),
        }),
      ),
    }),
  ]),
})

const opened = async () => unzipSync(await makePackage(PARTS))
const manifestIn = (files: Readonly<Record<string, Uint8Array>>): unknown =>
  JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array()))

/** Microsoft's own schema, of an older draft whose parts that are used here mean the same in the newer. */
async function schema() {
  const file = join(import.meta.dirname, '../fixtures/teams/manifest-1.22.json')
  const read = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  const draft = 'http://json-schema.org/draft-07/schema#'
  return new Ajv({ strict: false, logger: false }).compile({ ...read, $schema: draft })
}

test('three files at the root, and the same bytes each time', async () => {
  expect(Object.keys(await opened()).toSorted()).toEqual([
    'color.png',
    'manifest.json',
    'outline.png',
  ])
  expect(await makePackage(PARTS)).toEqual(await makePackage(PARTS))
})

test('the manifest is as Microsoft wants it', async () => {
  const validate = await schema()
  const manifest = manifestIn(await opened())
  expect(validate(manifest), JSON.stringify(validate.errors)).toBe(true)
  expect(validate({ ...Manifest.parse(manifest), id: 'no id' })).toBe(false)

  const { id, bots, validDomains, developer } = Manifest.parse(manifest)
  expect([id, bots[0].botId]).toEqual([PARTS.appId, PARTS.appId])
  expect(bots[0]).toMatchObject({
    scopes: ['personal', 'team'],
    isNotificationOnly: false,
    supportsFiles: false,
  })
  expect(validDomains).toEqual(['cascade.example.nhs.uk'])
  expect(developer.name).toBe(PARTS.organisation)
})

test('every command that it offers is one that people can type', async () => {
  const { bots } = Manifest.parse(manifestIn(await opened()))
  const offered = bots[0].commandLists.flatMap((list) => list.commands)
  expect(offered).not.toHaveLength(0)
  expect(offered.filter(({ title }) => !isWholeCommand(commands, title))).toEqual([])
  // What stands in the menu is shown as one line.
  expect(offered.filter(({ description }) => description.length > 60)).toEqual([])
})

test.each([
  ['color.png', 192],
  ['outline.png', 32],
] as const)('%s is %i pixels wide and high', async (name, size) => {
  const file = Buffer.from((await opened())[name] ?? [])
  expect(file.subarray(1, 4).toString()).toBe('PNG')
  expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([size, size])
})

test('a placeholder that nothing fills is no manifest', () => {
  expect(() => filledManifest('{"id": "{{appld}}"}', PARTS)).toThrow('appld')
})

test.each([
  ['appId', 'cascade'],
  ['publicUrl', 'http://cascade.example.nhs.uk'],
  ['organisation', 'x'.repeat(33)],
  ['privacy', ''],
])('%s may not be %j', (name, value) => {
  expect(PackageParts.safeParse({ ...PARTS, [name]: value }).success).toBe(false)
})
