import { defineConfig } from 'vitest/config';

// With programs that the other tests do without, such as Prometheus.
export default defineConfig({
  test: {
    include: ['test/integration/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
});
