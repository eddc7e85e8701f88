import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{policies,reconciler,rego,test}/**/*.test.ts'],
    // The long series have a command of their own, and so has what needs programs that set-up doesn't bring.
    exclude: [...configDefaults.exclude, 'test/bars/**', 'test/integration/prometheus*'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: the tests that start Envoy share them with their own clients.
    maxWorkers: 2,
  },
});
