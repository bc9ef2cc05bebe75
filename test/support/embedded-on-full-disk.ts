import { openEmbedded } from '#src/kernel/embedded.ts'

/** Ends with 7 at the moment at which the database in this folder, whose disk is full, stops itself. */
const database = await openEmbedded(process.argv[2] ?? '', { onStopped: () => process.exit(7) })
process.stdout.write('open\n')
process.stdin.once('data', () => {
  void database.pool
    .query('create table filling as select n from generate_series(1, 100) n')
    .catch(() => {})
    .then(async () => database.pool.query('checkpoint'))
    .catch(() => {})
    .then(async () => database.pool.query('select 1'))
    .then(() => process.exit(0))
})
