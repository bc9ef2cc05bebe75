import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { z } from 'zod'

const https = (max: number) =>
  z.url({ protocol: /^https$/, error: 'must be an https address' }).max(max)

/** What the manifest says of whoever runs this Cascade. Microsoft asks for the three addresses. */
export const PackageParts = z.strictObject({
  appId: z.guid({ error: 'must be the MicrosoftAppId, as 00000000-0000-4000-8000-000000000000' }),
  publicUrl: https(2048),
  organisation: z
    .string({ error: 'must be a name' })
    .trim()
    .min(1, { error: 'must be a name' })
    .max(32, {
      error: 'must have 32 characters at most',
    }),
  website: https(2048),
  privacy: https(2048),
  terms: https(2048),
})
export type PackageParts = z.infer<typeof PackageParts>

const HERE = import.meta.dirname

/** The manifest with every {{placeholder}} filled; throws for one that it does not know. */
export function filledManifest(template: string, parts: PackageParts): string {
  const words: Readonly<Record<string, string>> = { ...parts, host: new URL(parts.publicUrl).host }
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const word = words[name]
    if (word === undefined) throw new Error(`manifest.json asks for ${name}, which there is not`)
    return JSON.stringify(word).slice(1, -1)
  })
}

/** The zip that is uploaded to Teams: exactly these three files, at its root, the same bytes each time. */
export async function makePackage(parts: PackageParts): Promise<Uint8Array> {
  const manifest = await readFile(join(HERE, 'manifest.json'), 'utf8')
  const [color, outline] = await Promise.all(
    ['color.png', 'outline.png'].map((name) => readFile(join(HERE, name))),
  )
  if (color === undefined || outline === undefined) throw new Error('An icon is missing')
  const files = {
    'manifest.json': strToU8(filledManifest(manifest, parts)),
    'color.png': new Uint8Array(color),
    'outline.png': new Uint8Array(outline),
  }
  return zipSync(files, { mtime: '1980-01-01' })
}
