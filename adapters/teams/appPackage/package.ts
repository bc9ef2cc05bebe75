import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs, parseEnv } from 'node:util'
import { makePackage, PackageParts } from './app-package.ts'

const USAGE = `Usage: npm run teams:package -- --organisation NAME --website URL --privacy URL --terms URL
         [--app-id ID] [--public-url URL] [--out cascade-teams.zip]

Makes the zip that is uploaded to Teams. The app id and the public address are MicrosoftAppId and PUBLIC_URL
in .env unless they are given here. The three addresses are pages of your organisation: its site, its privacy
notice and its terms of use; Teams shows them beside the app.
`

const FLAGS: Readonly<Record<string, string>> = {
  appId: '--app-id',
  publicUrl: '--public-url',
  organisation: '--organisation',
  website: '--website',
  privacy: '--privacy',
  terms: '--terms',
}

const text = { type: 'string' } as const

async function settings(): Promise<Readonly<Record<string, string | undefined>>> {
  const found = await readFile('.env', 'utf8').catch(() => '')
  return parseEnv(found)
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'app-id': text,
      'public-url': text,
      organisation: text,
      website: text,
      privacy: text,
      terms: text,
      out: { type: 'string', default: 'cascade-teams.zip' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return 0
  }
  const env = await settings()
  const { organisation, website, privacy, terms, out } = values
  const read = PackageParts.safeParse({
    appId: values['app-id'] ?? env['MicrosoftAppId'],
    publicUrl: values['public-url'] ?? env['PUBLIC_URL'],
    organisation,
    website,
    privacy,
    terms,
  })
  if (!read.success) {
    const problems = read.error.issues.map(
      ({ path, message }) => `  ${FLAGS[String(path[0])] ?? ''} ${message}\n`,
    )
    process.stderr.write(`No package was made.\n${problems.join('')}\n${USAGE}`)
    return 1
  }
  await writeFile(out, await makePackage(read.data))
  process.stdout.write(`${out} is ready to be uploaded to Teams.\n`)
  return 0
}

process.exitCode = await main()
