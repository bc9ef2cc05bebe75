import { defineConfig } from 'vitest/config'

/**
 * One project for each folder of test/. The set-up below the root makes the databases once for all of them. The limits only end
 * what hangs: a busy machine is four times as slow as a quiet one.
 */
const project = (name: string, include: string, seconds: number, fileParallelism = true) => ({
  test: {
    name,
    include: [include],
    environment: 'node' as const,
    testTimeout: seconds * 1000,
    hookTimeout: 300_000,
    fileParallelism,
    expect: { poll: { timeout: 60_000, interval: 50 } },
  },
})

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    // One for each of two cores: a third starves the apps in the others, whose platforms and databases then time out.
    maxWorkers: 2,
    projects: [
      project('architecture', 'test/architecture.test.ts', 120),
      project('unit', 'test/unit/**/*.test.ts', 300),
      project('contract', 'test/contract/**/*.test.ts', 300),
      project('journeys', 'test/journeys/**/*.test.ts', 300),
      // One browser at a time: pages that compete for two cores time out for no fault of their own.
      project('browser', 'test/browser/**/*.test.ts', 300, false),
    ],
  },
})
