import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // A browser and a host each. They wait more than they work.
  workers: 4,
  fullyParallel: true,
  // A machine that stalls is no bug; what passes only then is named at the end of `npm test`, and is mended.
  retries: 1,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: 'list',
});
