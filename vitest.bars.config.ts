import { defineConfig } from 'vitest/config';

// The long series behind the figures in the notes: one at a time, so that they don't measure each other.
export default defineConfig({
  test: {
    env: { PROPERTY_SEED: process.env['PROPERTY_SEED'] ?? 'random' },
    include: ['test/bars/**/*.test.ts'],
    // The longest watches for an hour, and takes some minutes to begin.
    testTimeout: 90 * 60_000,
    hookTimeout: 5 * 60_000,
    maxWorkers: 1,
    fileParallelism: false,
  },
});
