import { defineConfig } from 'vitest/config'

/** One project for each folder of test/. The set-up below the root makes the databases once for all of them. */
const project = (name: string, include: string, seconds: number, fileParallelism = true) => ({
  test: {
    name,
    include: [include],
    environment: 'node' as const,
    testTimeout: seconds * 1000,
    hookTimeout: 60_000,
    fileParallelism,
  },
})

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    // Two keep two cores busy for three quarters of the time: the rest is waiting for processes that are killed and started.
    maxWorkers: 3,
    projects: [
      project('architecture', 'test/architecture.test.ts', 30),
      project('unit', 'test/unit/**/*.test.ts', 30),
      project('contract', 'test/contract/**/*.test.ts', 60),
      project('journeys', 'test/journeys/**/*.test.ts', 120),
      // One browser at a time: pages that compete for two cores time out for no fault of their own.
      project('browser', 'test/browser/**/*.test.ts', 120, false),
    ],
  },
})
