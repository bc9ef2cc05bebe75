import { globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

export type Source = Readonly<{ path: string; text: string }>

/** `to` is a path in the repository, or a package's name. */
export type Import = Readonly<{ from: string; to: string; types: boolean }>

export const readSources = (...folders: readonly string[]): readonly Source[] =>
  globSync(
    folders.map((folder) => `${folder}/**/*.ts`),
    { cwd: ROOT },
  )
    .map((path) => ({
      path: path.replaceAll('\\', '/'),
      text: readFileSync(join(ROOT, path), 'utf8'),
    }))
    .toSorted((a, b) => a.path.localeCompare(b.path))

/** The code without its comments, so that a comment may speak of what the code may not do. */
export const codeOf = ({ text }: Source): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[\s;{}])\/\/.*$/gm, '$1')

const STATIC = /^\s*(?:import|export)\b([^'";]*?)\bfrom\s*['"]([^'"]+)['"]/gm
const BARE = /^\s*import\s*['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g

/** Nothing of `import type …` or `import { type A, type B }` is left when the code runs. */
const onlyTypes = (clause: string): boolean =>
  /^\s*type\b/.test(clause) || /^\s*\{(?:\s*type\s[^,}]*,?)+\s*\}\s*$/.test(clause)

function target(from: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  return specifier
}

export function importsOf(source: Source): readonly Import[] {
  const code = codeOf(source)
  const from = source.path
  return [
    ...[...code.matchAll(STATIC)].map(([, clause = '', to = '']) => ({
      from,
      to: target(from, to),
      types: onlyTypes(clause),
    })),
    ...[...code.matchAll(BARE), ...code.matchAll(DYNAMIC)].map(([, to = '']) => ({
      from,
      to: target(from, to),
      types: false,
    })),
  ]
}

/** What stands in quotes, with `${…}` left out. Good enough to search for a word. */
export const stringsOf = (source: Source): readonly string[] =>
  [
    ...codeOf(source).matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g),
  ].map(
    ([, single, double, template = '']) =>
      single ?? double ?? template.replaceAll(/\$\{[^}]*\}/g, ''),
  )
