/** One column as src/kernel/schema.ts tells kysely of it. */
export type Column = Readonly<{ table: string; column: string; nullable: boolean }>

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const withoutComments = (text: string) =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')

/** `name: Type` of each member, for types written as this project writes them: one level deep. */
function membersOf(body: string): readonly (readonly [string, string])[] {
  return [...body.matchAll(/(\w+):\s*([^;\n]+)/g)].map(([, name = '', type = '']) => [name, type])
}

/** Reads the table types out of the schema's source. Throws when it finds nothing, lest it agree with anything. */
export function readSchemaTypes(source: string): readonly Column[] {
  const types = new Map(
    [...withoutComments(source).matchAll(/export type (\w+) = \{([^}]*)\}/g)].map(
      ([, name = '', body = '']) => [name, membersOf(body)] as const,
    ),
  )
  const columns = (types.get('Tables') ?? []).flatMap(([table, type]) =>
    (types.get(type.trim()) ?? []).map(([column, of]) => ({
      table: snake(table),
      column: snake(column),
      nullable: /\bnull\b/.test(of),
    })),
  )
  if (columns.length === 0) throw new Error('No tables were found in the schema')
  return columns
}

const said = ({ table, column, nullable }: Column) =>
  `${table}.${column} ${nullable ? 'or null' : 'not null'}`

/** What is in one and not in the other. */
export function differences(
  declared: readonly Column[],
  real: readonly Column[],
): Readonly<{ onlyInTypes: readonly string[]; onlyInDatabase: readonly string[] }> {
  const [types, database] = [new Set(declared.map(said)), new Set(real.map(said))]
  return {
    onlyInTypes: [...types.difference(database)].toSorted(),
    onlyInDatabase: [...database.difference(types)].toSorted(),
  }
}
