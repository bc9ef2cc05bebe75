import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

// More than half of a start is reading and compiling what has not changed since the last one. Kept beside the packages,
// where only who installs can write: what lies there is run. Where nobody can write, it starts as it would without.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/cascade/compiled'))
await import('./main.ts')
// At once: a process that is killed keeps nothing.
flushCompileCache()
